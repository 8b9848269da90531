"""Rules on percentages."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from orchestrator.diagnostics import Code, Diagnostic, Path
from orchestrator.model import Flow, Send, Split
from orchestrator.rules.context import Context
from orchestrator.rules.say import problem

WHOLE = 100.0
ROUNDING = 0.1
"""Three thirds of 33.3 % are meant as a whole."""


def shares_make_a_whole(flow: Flow, _context: Context) -> Iterator[Diagnostic]:
    for step in flow.all_steps():
        match step:
            case Send(variants=variants, path=path) if variants:
                yield from _not_whole([each.share for each in variants], (*path, "variants"))
            case Split(arms=arms, path=path) if arms:
                yield from _not_whole([each.share for each in arms], (*path, "arms"))
            case _:
                pass


def _not_whole(shares: Sequence[float], path: Path) -> Iterator[Diagnostic]:
    """A share that could not be read is 0, and was reported."""
    total = sum(shares)
    if all(shares) and not math.isclose(total, WHOLE, abs_tol=ROUNDING):
        message = f"the shares make {total:g} %, not 100 %"
        yield problem(Code.SHARES, path, message, on_key=True)


def somebody_is_not_held_out(flow: Flow, _context: Context) -> Iterator[Diagnostic]:
    if flow.holdout >= WHOLE:
        message = "nobody is left to get anything; hold out less than 100%, such as 5%"
        yield problem(Code.NOT_ALLOWED, ("holdout",), message)
