"""Documents to the model: after this, real types, and nothing left to interpret."""

from orchestrator.parse.flow import parse_flow
from orchestrator.parse.names import Names
from orchestrator.parse.project import parse_project, zone_or_utc
from orchestrator.parse.reading import Reading
from orchestrator.parse.references import reference_in

__all__ = ["Names", "Reading", "parse_flow", "parse_project", "reference_in", "zone_or_utc"]
