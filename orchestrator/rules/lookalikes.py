"""Rules on texts that look like something else than what they are read as."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from orchestrator.catalog import Type
from orchestrator.conditions import Compare, Scope
from orchestrator.diagnostics import Code, Diagnostic, Path
from orchestrator.model import CalendarTrigger, Flow, Update
from orchestrator.parse import Names, reference_in
from orchestrator.rules import cron
from orchestrator.rules.context import Context
from orchestrator.rules.operators import EQUALITY
from orchestrator.rules.say import problem
from orchestrator.rules.sends import sends_of
from orchestrator.rules.values import values_of
from orchestrator.schema import nearest

CONSTANTS = "constants"
SCOPES = (Scope.CUSTOMER.value, Scope.TRIGGER.value, CONSTANTS)
DOTTED = re.compile(r"(?P<scope>[A-Za-z]+)\.(?P<rest>(?:facts\.)?[A-Za-z_]\w*)", re.ASCII)
CODES = re.compile(r"[A-Z]{2,3}(?:, *[A-Z]{2,3})+", re.ASCII)


def texts_are_what_they_seem(flow: Flow, context: Context) -> Iterator[Diagnostic]:
    for text, path, names in _texts(flow, context):
        meant = _reference(text, names, _constants(context))
        if meant:
            message = f'"{text}" is taken as a mere text'
            yield Diagnostic(Code.SEEMS_OTHERWISE, "", message, path, suggestion=meant)
        elif CODES.fullmatch(text):
            several = ", ".join(part.strip() for part in text.split(","))
            message = f'"{text}" is one text; for several values write [{several}]'
            yield problem(Code.SEEMS_OTHERWISE, path, message)


def subjects_are_texts(flow: Flow, context: Context) -> Iterator[Diagnostic]:
    """In a subject a name stands between double braces."""
    constants = _constants(context)
    for send in sends_of(flow):
        text = send.subject.strip()
        names = context.names(flow)
        ref = reference_in(text, names.awaited)
        is_constant = text.removeprefix(f"{CONSTANTS}.") in constants and "." in text
        if is_constant or (ref is not None and names.type_of(ref) is not None):
            message = f'the subject is the mere text "{text}"; write "{{{{ {text} }}}}"'
            yield problem(Code.SEEMS_OTHERWISE, (*send.path, "subject"), message)


def cron_means_what_it_seems(flow: Flow, _context: Context) -> Iterator[Diagnostic]:
    for text, path in _crons(flow):
        if cron.mistake(text):
            continue
        minute, hour, day, _month, weekday = text.split()
        if not day.startswith("*") and not weekday.startswith("*"):
            message = (
                f'"{text}" comes on day {day} of the month and on {_weekdays(weekday)} too, not only '
                "where both meet; write * for one of the two"
            )
            yield problem(Code.SEEMS_OTHERWISE, path, message)
        elif minute == "*" and hour.isdecimal():
            message = (
                f'"{text}" comes at every minute of one hour, 60 times; write 0 for the minute'
            )
            yield problem(Code.SEEMS_OTHERWISE, path, message)


def _weekdays(field: str) -> str:
    """A name that everybody knows: cron's 1 is Monday."""
    number = cron.FIELDS[-1].number(field)
    return f"every {field}" if number is None else f"every {cron.DAY_NAMES[number % 7]}"


def _crons(flow: Flow) -> Iterator[tuple[str, Path]]:
    if flow.schedule and flow.schedule.cron is not None:
        yield flow.schedule.cron, (*flow.schedule.path, "cron")
    for occasion in flow.trigger.occasions if isinstance(flow.trigger, CalendarTrigger) else ():
        if occasion.cron is not None:
            yield occasion.cron, (*occasion.path, "cron")


def _texts(flow: Flow, context: Context) -> Iterator[tuple[str, Path, Names]]:
    """What is set or compared as a text, in its place."""
    names = context.names(flow)
    for step in flow.all_steps():
        for fact, value in step.set.items() if isinstance(step, Update) else ():
            if isinstance(value, str):
                yield value, (*step.path, "update", "set", fact), names
    for found in context.conditions(flow):
        compare = found.condition
        if not isinstance(compare, Compare) or compare.operator not in EQUALITY:
            continue
        if found.names.type_of(compare.ref) is Type.TEXT:
            for compared, path in values_of(compare):
                if isinstance(compared, str):
                    yield compared, path, names


def _constants(context: Context) -> Sequence[str]:
    return tuple(context.project.constants) if context.project else ()


def _reference(text: str, names: Names, constants: Sequence[str]) -> str | None:
    """The name of a value that differs from the text only by the spelling of its first word."""
    match = DOTTED.fullmatch(text)
    if match is None or match["scope"] in SCOPES:
        return None
    scope = nearest(match["scope"], SCOPES)
    meant = f"{scope}.{match['rest']}"
    if scope == CONSTANTS:
        return meant if match["rest"] in constants else None
    ref = reference_in(meant, ()) if scope else None
    return meant if ref is not None and names.type_of(ref) is not None else None
