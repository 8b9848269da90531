"""HTML comments: what stands in one is in the mail, but nobody sees it."""

from __future__ import annotations

from orchestrator.templates.files import HTML
from orchestrator.templates.source import Source


def is_in_comment(source: Source, offset: int) -> bool:
    """Whether a comment opens before the place and does not end before it."""
    start = source.text.rfind("<!--", 0, offset)
    return source.file.endswith(HTML) and start > source.text.rfind("-->", 0, offset)
