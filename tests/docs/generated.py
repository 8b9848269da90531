"""The parts of the docs that are generated: run this module to write them anew."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from orchestrator.cli.main import COMMANDS as EVERY_COMMAND
from orchestrator.diagnostics import Code, Severity
from tests.docs import language
from tests.docs.reference import reference

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
CHECKS = ROOT / "docs" / "checks.md"
COMMANDS = ROOT / "docs" / "commands.md"
REFERENCE = ROOT / "docs" / "reference.md"
GOLDEN = ROOT / "tests" / "golden" / "err"
DOCTORS = ROOT / "tests" / "doctor" / "cases"
DOCTORS_PAGE = ROOT / "docs" / "doctor.md"
PROJECT_FILES = ("orchestrator.yml", "flows", "templates")


def flows(*words: str, cwd: Path = ROOT) -> str:
    """What the command prints, without colour, at eighty columns."""
    done = subprocess.run(
        [sys.executable, "-m", "orchestrator", *words],
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
        env={"PYTHONPATH": str(ROOT), "COLUMNS": "80", "NO_COLOR": "1", "PATH": "/usr/bin:/bin"},
    )
    return done.stdout


def readme() -> str:
    text = README.read_text(encoding="utf-8")
    flow = (ROOT / "flows" / "abandoned-cart.yml").read_text(encoding="utf-8")
    text = _replaced(text, "flow", f"```yaml\n{flow.rstrip()}\n```")
    text = _replaced(text, "mistake", f"```\n$ flows validate\n{_mistake().rstrip()}\n```")
    return _replaced(text, "explain", f"```\n{flows('explain', 'abandoned-cart').rstrip()}\n```")


def _mistake() -> str:
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        for name in PROJECT_FILES:
            source = ROOT / name
            (shutil.copytree if source.is_dir() else shutil.copy)(source, copy / name)
        flow = copy / "flows" / "abandoned-cart.yml"
        wrong = flow.read_text(encoding="utf-8").replace("did: placed_order", "did: placed_ordr", 1)
        flow.write_text(wrong, encoding="utf-8")
        return flows("validate", cwd=copy)


def _replaced(text: str, name: str, block: str) -> str:
    pattern = rf"(<!-- begin {name} -->\n).*?(<!-- end {name} -->)"
    return re.sub(pattern, lambda found: f"{found[1]}{block}\n{found[2]}", text, flags=re.DOTALL)


def checks() -> str:
    lines = [
        "# The checks",
        "",
        "Every problem that `flows validate` and `flows doctor` report has a code. A code is stable: it",
        "is never reused and never changes its meaning. This page is generated.",
    ]
    for code in Code:
        kind = "" if code.severity is Severity.ERROR else " (warning)"
        lines += ["", f"## {code.number}: {code.title}{kind}", "", code.mend]
        if example := _of_a_file(code) or _of_a_database(code):
            lines += ["", "```", example, "```"]
    return "\n".join(lines) + "\n"


def _of_a_file(code: Code) -> str | None:
    found = sorted(GOLDEN.glob(f"{code.number}-*.out"))
    return found[0].read_text(encoding="utf-8").rstrip() if found else None


def _of_a_database(code: Code) -> str | None:
    """The shortest that is said of one of doctor's small broken databases."""
    texts = [file.read_text(encoding="utf-8") for file in (*DOCTORS.glob("*/*.out"), DOCTORS_PAGE)]
    said = re.compile(rf"^\S+:\d+:\d+: {code.number} .*\n(?:  \|.*\n)+", re.MULTILINE)
    found = {match[0].rstrip() for text in texts for match in said.finditer(text)}
    return min(found, key=lambda text: (len(text), text), default=None)


def commands() -> str:
    lines = ["# The commands", "", "What `--help` says of each; this page is generated."]
    for words in ((), *((name,) for name in EVERY_COMMAND)):
        title = " ".join(("flows", *words))
        lines += ["", f"## {title}", "", "```", flows(*words, "--help").rstrip(), "```"]
    return "\n".join(lines) + "\n"


PAGES = {
    README: readme,
    CHECKS: checks,
    COMMANDS: commands,
    REFERENCE: reference,
    language.PAGE: language.language,
}

if __name__ == "__main__":
    for path, page in PAGES.items():
        path.write_text(page(), encoding="utf-8")
