"""Data against JSON Schema: the shape of a file, in words."""

from orchestrator.schema.check import FLOW, PROJECT, TEST, check_shape
from orchestrator.schema.nearest import nearest

__all__ = ["FLOW", "PROJECT", "TEST", "check_shape", "nearest"]
