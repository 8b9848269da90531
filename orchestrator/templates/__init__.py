"""Templates of messages: what they need, and what they become."""

from orchestrator.templates.inspection import Inspection, Place, Problem, Variable
from orchestrator.templates.rendered import Content, RenderError
from orchestrator.templates.template_set import TemplateSet, is_locale

__all__ = [
    "Content",
    "Inspection",
    "Place",
    "Problem",
    "RenderError",
    "TemplateSet",
    "Variable",
    "is_locale",
]
