"""How to mend a value of the wrong type where its place tells what was meant."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from orchestrator.diagnostics import Path

TIMES = re.compile(r"(\d+) ?(?:x|times|orders?)?", re.ASCII)
ANY_OF_SEVERAL = ("did", "in_segment", "opened", "clicked", "received")


def of_place(path: Path, value: object) -> str:
    """What to write instead, behind a semicolon; nothing where that is not known."""
    name, above = (str(each) for each in ("", "", *path)[-2:][::-1])
    for kind, hints in HINTS.items():
        if isinstance(value, kind) and not isinstance(value, bool) and name in hints:
            return hints[name](name, value)
    if above == "consent" and isinstance(value, bool):
        return "; write the name of the column that is true where the customer agreed"
    return ""


def missing_hint(path: Path) -> str:
    """How to ask for a value that is missing."""
    name = str(path[-1]) if path else ""
    if name in ("is", "is_not") or name.startswith(("customer.", "trigger.")):
        exists = "true" if name == "is_not" else "false"
        return f', or ask "exists: {exists}"'
    return ""


def _days(_name: str, value: object) -> str:
    days = "day" if value in (1, -1) else "days"
    return f'; for a number that is always the same write "offset: {value} {days}"'


def _per_cent(_name: str, value: object) -> str:
    if not isinstance(value, int | float):
        return ""
    return f'; write "{value * 100 if 0 < value < 1 else value:g}%"'


def _whole(_name: str, value: object) -> str:
    number = TIMES.fullmatch(str(value))
    return f"; write {number[1]}" if number else ""


def _several_values(name: str, _value: object) -> str:
    return f'; for several values write "{"in" if name == "is" else "not_in"}"'


def _any_of(name: str, _value: object) -> str:
    return f'; for any of several write "- any:", and below it a line "- {name}:" for each'


def _none_of(name: str, _value: object) -> str:
    return f'; for several write a line "- {name}:" for each'


def _without_dash(_name: str, _value: object) -> str:
    return '; write its lines without the "- "'


def _with_names(_name: str, _value: object) -> str:
    return '; instead of the "- ", give each a name with a ":" above its lines'


def _in_variants(_name: str, _value: object) -> str:
    return '; to test several, give the step "variants:"'


def _one_trigger(_name: str, _value: object) -> str:
    return "; a flow has one trigger, so write a flow for each"


Hint = Callable[[str, object], str]
HINTS: Mapping[type | tuple[type, ...], Mapping[str, Hint]] = {
    (int, float): {
        "plus_days": _days,
        **dict.fromkeys(("share", "holdout", "top", "bottom"), _per_cent),
    },
    str: dict.fromkeys(("at_least", "at_most", "exactly"), _whole),
    list: {
        **dict.fromkeys(("is", "is_not"), _several_values),
        **dict.fromkeys(ANY_OF_SEVERAL, _any_of),
        **dict.fromkeys(("did_not", *(f"not_{name}" for name in ANY_OF_SEVERAL[1:])), _none_of),
        **dict.fromkeys(("where", "set", "sum", "goal", "reentry"), _without_dash),
        **dict.fromkeys(("variants", "arms"), _with_names),
        "subject": _in_variants,
        "trigger": _one_trigger,
    },
}
"""By what is there, and the key that it stands under."""
