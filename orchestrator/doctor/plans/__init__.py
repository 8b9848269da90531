"""How the database would run the statements of the live flows, and which index would help."""

from orchestrator.doctor.plans.reading import Reading, Refusal, readings, refused
from orchestrator.doctor.plans.remedies import Key
from orchestrator.doctor.plans.state import StateError, with_state

__all__ = ["Key", "Reading", "Refusal", "StateError", "readings", "refused", "with_state"]
