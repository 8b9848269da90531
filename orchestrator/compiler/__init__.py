"""Flow and catalog in, program out: pure, without a clock or a connection."""

from orchestrator.compiler.flow import compile_flow
from orchestrator.compiler.words import condition_words, duration_words

__all__ = ["compile_flow", "condition_words", "duration_words"]
