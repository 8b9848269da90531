"""What rendering gives: content, or a sentence that says why there is none."""

from __future__ import annotations

from orchestrator.records import dataclass


@dataclass(frozen=True)
class Content:
    """A mail's two parts; the words of a text message; or a webhook's body, which is JSON."""

    html: str = ""
    text: str = ""


class RenderError(Exception):
    """A template that fails for one customer; `str()` is one sentence for the marketer."""

    def __init__(self, template: str, line: int, reason: str) -> None:
        self.template = template
        self.line = line
        self.reason = reason
        where = f"{template}:{line}" if line else template
        super().__init__(f"{where}: {reason}")
