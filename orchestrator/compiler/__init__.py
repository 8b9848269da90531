"""Flow and catalog in, program out: pure, without a clock or a connection."""

from orchestrator.compiler.flow import compile_flow
from orchestrator.compiler.mentions import refs_of, refs_of_flow, segments_of, started_by
from orchestrator.compiler.not_yet import NotYet, not_yet

__all__ = [
    "NotYet",
    "compile_flow",
    "not_yet",
    "refs_of",
    "refs_of_flow",
    "segments_of",
    "started_by",
]
