"""Comments in flows, orchestrator.yml and templates that allow a warning, with a reason."""

from orchestrator.allow.comments import Allowance, allowances_of, allowances_of_template
from orchestrator.allow.judge import heard, idle, mistakes

__all__ = ["Allowance", "allowances_of", "allowances_of_template", "heard", "idle", "mistakes"]
