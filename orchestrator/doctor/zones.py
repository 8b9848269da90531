"""Time zones and languages of customers that no calendar knows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from zoneinfo import available_timezones

from sqlalchemy import func, literal, select

from orchestrator.diagnostics import Code, Diagnostic
from orchestrator.doctor.looking import Seen
from orchestrator.doctor.parts import Part, Role, Use
from orchestrator.doctor.questions import Questions, rows_of
from orchestrator.doctor.say import count, say
from orchestrator.model import Defaults
from orchestrator.templates import is_locale

_SHOWN = 3
_LONGEST_SHOWN = 32
# More different ones than this are hardly misspelt names, and may be anything.
_TOO_MANY_TO_SHOW = 50


def unknown_zones(
    every: Sequence[Seen], defaults: Defaults, questions: Questions
) -> Iterator[Diagnostic]:
    zones = available_timezones()
    for seen in every:
        for use in seen.part.of(Role.ZONE):
            yield from _unknown(
                seen.part, use, questions, zones.__contains__, ("time zone", defaults.timezone)
            )
        for use in seen.part.of(Role.LOCALE):
            yield from _unknown(seen.part, use, questions, is_locale, ("language", defaults.locale))


def _unknown(
    part: Part,
    use: Use,
    questions: Questions,
    is_known: Callable[[str], bool],
    words: tuple[str, str],
) -> Iterator[Diagnostic]:
    what, default = words
    label = part.label(use)
    rows = rows_of(part, [use.column.name]).subquery("row")
    value = rows.c[use.column.name]
    said = value.is_not(None), value != literal("")
    query = select(value, func.count()).where(*said).group_by(value)
    found = questions.ask(query, f"whether every {label} exists")
    bad = {str(name): number for name, number in found if not is_known(str(name))}
    if bad:
        total = sum(number for _, number in found)
        share = sum(bad.values())
        message = (
            f"{share:,} of {count(total, 'customer')} with a {what} have one that does not "
            f"exist{_examples(bad)}; they are taken to have {default}"
        )
        yield say(Code.UNKNOWN_ZONE, use.path, message)


def _examples(bad: dict[str, int]) -> str:
    if len(bad) > _TOO_MANY_TO_SHOW or any("@" in name for name in bad):
        return ""
    commonest = sorted(bad, key=lambda name: (-bad[name], name))[:_SHOWN]
    return ", such as " + ", ".join(f'"{name[:_LONGEST_SHOWN]}"' for name in commonest)
