"""Diagnostics for people, for programs and for the pages of code hosts.

`junit` and `sarif` are imported by whoever prints them: `flows validate` runs on every save.
"""

from orchestrator.report.colour import wants_colour
from orchestrator.report.counts import most_words, problems, summary
from orchestrator.report.entries import as_json
from orchestrator.report.github import as_github
from orchestrator.report.repository import folder_in_repository
from orchestrator.report.text import as_text

__all__ = [
    "as_github",
    "as_json",
    "as_text",
    "folder_in_repository",
    "most_words",
    "problems",
    "summary",
    "wants_colour",
]
