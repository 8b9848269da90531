"""What holds behind steps, of whatever a rule follows on the way."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import reduce
from typing import TypeVar

from orchestrator.model import Step

_State = TypeVar("_State")


def behind_all(
    steps: Iterable[Step], state: _State, after: Callable[[Step, _State], _State | None]
) -> _State | None:
    """What holds at the end of them; None where nobody gets there."""
    for step in steps:
        found = after(step, state)
        if found is None:
            return None
        state = found
    return state


def behind_arms(
    arms: Sequence[_State | None], state: _State, join: Callable[[_State, _State], _State]
) -> _State | None:
    """What holds where the arms meet again; as before where there are none."""
    going_on = [arm for arm in arms if arm is not None]
    if not arms:
        return state
    return reduce(join, going_on) if going_on else None
