"""Running programs: one tick at one instant, against one workspace."""

from orchestrator.runner.adopting import AlreadyRunError
from orchestrator.runner.clock import Clock, fixed_clock, system_clock
from orchestrator.runner.simulation import Happening, instants, simulate, summary
from orchestrator.runner.tally import Tally
from orchestrator.runner.tick import Tick, open_tick
from orchestrator.runner.undated import undated
from orchestrator.runner.workspace import TickError, Workspace, open_workspace

__all__ = [
    "AlreadyRunError",
    "Clock",
    "Happening",
    "Tally",
    "Tick",
    "TickError",
    "Workspace",
    "fixed_clock",
    "instants",
    "open_tick",
    "open_workspace",
    "simulate",
    "summary",
    "system_clock",
    "undated",
]
