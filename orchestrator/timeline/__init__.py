"""`flows why`: what happened to one customer and why, from what the state has written down."""

from orchestrator.timeline.asking import Asker
from orchestrator.timeline.people import find_people
from orchestrator.timeline.report import timeline
from orchestrator.timeline.telling import Chapter, Line, Person, Story, Timeline
from orchestrator.timeline.text import as_document, as_text
from orchestrator.timeline.versions import Versions

__all__ = [
    "Asker",
    "Chapter",
    "Line",
    "Person",
    "Story",
    "Timeline",
    "Versions",
    "as_document",
    "as_text",
    "find_people",
    "timeline",
]
