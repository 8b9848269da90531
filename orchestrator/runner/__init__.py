"""Running programs: one tick at one instant, against one workspace."""

from orchestrator.runner.adopting import AlreadyRunError, EditedError
from orchestrator.runner.applying import ApplyError, apply_version, remove_flow
from orchestrator.runner.clock import Clock, fixed_clock, system_clock
from orchestrator.runner.comparing import Change, Comparison, Example, compare, words_of
from orchestrator.runner.due import is_due, next_due
from orchestrator.runner.simulation import Happening, instants, simulate, summary
from orchestrator.runner.standing import Standing, place_words, standing_in
from orchestrator.runner.suppressing import Stops, lift, suppress, unsubscribe
from orchestrator.runner.tally import Tally
from orchestrator.runner.tick import Tick, open_tick
from orchestrator.runner.transfer import Destination, Transfer
from orchestrator.runner.undated import undated
from orchestrator.runner.versions import find_version
from orchestrator.runner.workspace import TickError, Workspace, open_workspace

__all__ = [
    "AlreadyRunError",
    "ApplyError",
    "Change",
    "Clock",
    "Comparison",
    "Destination",
    "EditedError",
    "Example",
    "Happening",
    "Standing",
    "Stops",
    "Tally",
    "Tick",
    "TickError",
    "Transfer",
    "Workspace",
    "apply_version",
    "compare",
    "find_version",
    "fixed_clock",
    "instants",
    "is_due",
    "lift",
    "next_due",
    "open_tick",
    "open_workspace",
    "place_words",
    "remove_flow",
    "simulate",
    "standing_in",
    "summary",
    "suppress",
    "system_clock",
    "undated",
    "unsubscribe",
    "words_of",
]
