"""What an edit of live flows would do, and doing just that."""

from orchestrator.plan.carrying_out import Done, carry_out, objections
from orchestrator.plan.document import Change, FlowPlan, Plan
from orchestrator.plan.json_form import BadPlanError, as_json, read_plan
from orchestrator.plan.making import make_plan, only, wanted_programs
from orchestrator.plan.programs import compile_loaded
from orchestrator.plan.telling import as_markdown, as_text, closing

__all__ = [
    "BadPlanError",
    "Change",
    "Done",
    "FlowPlan",
    "Plan",
    "as_json",
    "as_markdown",
    "as_text",
    "carry_out",
    "closing",
    "compile_loaded",
    "make_plan",
    "objections",
    "only",
    "read_plan",
    "wanted_programs",
]
