"""`quick-rating.stars`: in a template a hyphen is a minus, so that the wait is not found."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from orchestrator.rules.filled import template_name
from orchestrator.rules.gaps import Gap
from orchestrator.templates import Variable


def minuses(variables: Sequence[Variable], waits: Iterable[str]) -> dict[Variable, Gap | None]:
    """The gap of the first name of each such id, and none of the others, of which nothing more is said."""
    hyphened = [wait.split("-") for wait in waits if "-" in wait]
    found: dict[Variable, Gap | None] = {}
    for index in range(len(variables) if hyphened else 0):
        for parts in hyphened:
            run = variables[index : index + len(parts)]
            if _are(run, parts):
                found |= dict.fromkeys(run[1:]) | {run[0]: _gap(parts, run[-1])}
    return found


def _are(run: Sequence[Variable], parts: Sequence[str]) -> bool:
    """Whether the names stand one behind the other, with one character between."""
    if [variable.path[0] for variable in run] != parts:
        return False
    places = [variable.place_of(0) for variable in run]
    return (
        all(
            (one.line, one.column + len(part) + 1) == (other.line, other.column)
            for part, one, other in zip(parts, places, places[1:], strict=False)
        )
        and len({variable.file for variable in run}) == 1
    )


def _gap(parts: Sequence[str], last: Variable) -> Gap:
    wait = "-".join(parts)
    meant = ".".join((template_name(wait), *last.path[1:]))
    return Gap(0, f'in a template "{wait}" is a subtraction', suggestion=meant)
