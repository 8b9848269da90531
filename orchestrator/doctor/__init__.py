"""Holds the catalog against the live database. Reads only, and nothing for longer than a while."""

from orchestrator.doctor.check import Findings, Live, full_check, quick_check
from orchestrator.doctor.machine import Clock

__all__ = ["Clock", "Findings", "Live", "full_check", "quick_check"]
