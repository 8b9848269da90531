"""What happens at each kind of step: moving whole batches on."""

from orchestrator.compiler.steps.choosing import branch_operation, split_operation
from orchestrator.compiler.steps.common import leave_first, onward
from orchestrator.compiler.steps.delays import delay_operation
from orchestrator.compiler.steps.starting import start_operation
from orchestrator.compiler.steps.until_clock import until_clock_operation
from orchestrator.compiler.steps.until_date import until_date_operation
from orchestrator.compiler.steps.updating import update_operation
from orchestrator.compiler.steps.waiting import wait_for_operation, wake_operation

__all__ = [
    "branch_operation",
    "delay_operation",
    "leave_first",
    "onward",
    "split_operation",
    "start_operation",
    "until_clock_operation",
    "until_date_operation",
    "update_operation",
    "wait_for_operation",
    "wake_operation",
]
