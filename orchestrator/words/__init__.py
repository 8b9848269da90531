"""A flow in sentences: what `flows explain` prints, and the names of tasks."""

from orchestrator.words.conditions import condition_words
from orchestrator.words.durations import duration_words
from orchestrator.words.flow import describe, exit_words
from orchestrator.words.markdown import as_markdown
from orchestrator.words.messages import send_words
from orchestrator.words.outline import Item, Outline, Section
from orchestrator.words.steps import step_words
from orchestrator.words.text import as_text
from orchestrator.words.triggers import trigger_words

__all__ = [
    "Item",
    "Outline",
    "Section",
    "as_markdown",
    "as_text",
    "condition_words",
    "describe",
    "duration_words",
    "exit_words",
    "send_words",
    "step_words",
    "trigger_words",
]
