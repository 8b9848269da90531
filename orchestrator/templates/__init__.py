"""Templates of messages: what they need, and what they become."""

from orchestrator.templates.inspection import (
    ADDED,
    CALLED,
    COMPARED,
    ELEMENT,
    JOINED,
    PRINTED,
    Inspection,
    Place,
    Problem,
    Use,
    Variable,
)
from orchestrator.templates.rendered import Content, RenderError
from orchestrator.templates.sms import SmsLength
from orchestrator.templates.template_set import TemplateSet, is_locale

__all__ = [
    "ADDED",
    "CALLED",
    "COMPARED",
    "ELEMENT",
    "JOINED",
    "PRINTED",
    "Content",
    "Inspection",
    "Place",
    "Problem",
    "RenderError",
    "SmsLength",
    "TemplateSet",
    "Use",
    "Variable",
    "is_locale",
]
