"""What is wrong with what runs under us."""

from __future__ import annotations


class DeploymentError(RuntimeError):
    """Prefect, a port or a process did not do its part; the text is for the person at the shell."""
