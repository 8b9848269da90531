"""The command `flows`."""

from orchestrator.cli.main import main

__all__ = ["main"]
