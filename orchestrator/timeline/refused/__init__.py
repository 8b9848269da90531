"""Why somebody is not inside a flow."""

from orchestrator.timeline.refused.refused import refused

__all__ = ["refused"]
