"""Holds the catalog against the live database. Reads only, and nothing for longer than a while."""

from orchestrator.doctor.check import Findings, full_check, quick_check

__all__ = ["Findings", "full_check", "quick_check"]
