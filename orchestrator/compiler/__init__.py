"""Flow and catalog in, program out: pure, without a clock or a connection."""

from orchestrator.compiler.flow import compile_flow
from orchestrator.compiler.mentions import refs_of, refs_of_flow, segments_of, started_by

__all__ = [
    "compile_flow",
    "refs_of",
    "refs_of_flow",
    "segments_of",
    "started_by",
]
