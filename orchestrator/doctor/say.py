"""A finding, pointing into orchestrator.yml."""

from __future__ import annotations

from orchestrator.diagnostics import Code, Diagnostic, Path

PROJECT_FILE = "orchestrator.yml"


def say(
    code: Code,
    path: Path,
    message: str,
    *,
    allowed: tuple[str, ...] = (),
    suggestion: str | None = None,
) -> Diagnostic:
    return Diagnostic(
        code, PROJECT_FILE, message, path=path, allowed=allowed, suggestion=suggestion
    )


def count(number: int, word: str, plural: str | None = None) -> str:
    return f"{number:,} {word if number == 1 else plural or word + 's'}"
