"""Templates of messages: what they need, and what they become."""

from orchestrator.templates.inspection import ELEMENT, Inspection, Place, Problem, Variable
from orchestrator.templates.rendered import Content, RenderError
from orchestrator.templates.sms import SmsLength
from orchestrator.templates.template_set import TemplateSet, is_locale

__all__ = [
    "ELEMENT",
    "Content",
    "Inspection",
    "Place",
    "Problem",
    "RenderError",
    "SmsLength",
    "TemplateSet",
    "Variable",
    "is_locale",
]
