"""Rules on values that steps read and write: dates to wait for, and facts."""

from __future__ import annotations

from collections.abc import Iterator

from orchestrator.catalog import Type
from orchestrator.conditions import FACTS, Ref, Scope
from orchestrator.diagnostics import Code, Diagnostic
from orchestrator.model import DelayUntilDate, Flow, Step, Update
from orchestrator.parse import Names
from orchestrator.rules.columns import column_of
from orchestrator.rules.context import Context
from orchestrator.rules.operators import KINDS
from orchestrator.rules.passed import Passed, passed_before
from orchestrator.rules.references import Reading, unknown_reference
from orchestrator.rules.say import unknown
from orchestrator.rules.values import misfit_value

MOMENTS = (Type.DATE, Type.TIME)


def values_of_steps_exist(flow: Flow, context: Context) -> Iterator[Diagnostic]:
    names = context.names(flow)
    for step, passed in passed_before(flow.steps):
        for reading in _readings(step):
            yield from _unknown(reading, names, passed, context)


def dates_and_numbers_are_read(flow: Flow, context: Context) -> Iterator[Diagnostic]:
    names = context.names(flow)
    for step in flow.all_steps():
        if isinstance(step, DelayUntilDate):
            for key, ref, types in _wanted(step):
                type_ = names.type_of(ref)
                if type_ is not None and type_ not in types:
                    yield _misread(Reading(ref, (*step.path, "delay", key)), names, type_, types[0])


def facts_exist_and_fit(flow: Flow, context: Context) -> Iterator[Diagnostic]:
    if context.catalog is None:
        return
    known = context.catalog.customers.facts
    names = context.names(flow)
    for step in flow.all_steps():
        for fact, value in step.set.items() if isinstance(step, Update) else ():
            path = (*step.path, "update", "set", fact)
            if fact in known:
                ref = Ref(Scope.CUSTOMER, fact, FACTS)
                yield from misfit_value(names, ref, known[fact], value, path)
            elif not context.is_doubtful("catalog", "customers", "facts", fact):
                message = f'the catalog has no fact "{fact}"'
                yield unknown(Code.UNKNOWN_FACT, path, message, fact, known, on_key=True)


def _readings(step: Step) -> Iterator[Reading]:
    match step:
        case DelayUntilDate():
            for key, ref, _types in _wanted(step):
                yield Reading(ref, (*step.path, "delay", key))
        case Update():
            for fact, value in step.set.items():
                if isinstance(value, Ref):
                    yield Reading(value, (*step.path, "update", "set", fact))
        case _:
            return


def _wanted(step: DelayUntilDate) -> Iterator[tuple[str, Ref, tuple[Type, ...]]]:
    yield "until_date", step.date, MOMENTS
    if step.plus_days:
        yield "plus_days", step.plus_days, (Type.NUMBER,)
    if step.times:
        yield "times", step.times, (Type.NUMBER,)


def _unknown(
    reading: Reading, names: Names, passed: Passed, context: Context
) -> Iterator[Diagnostic]:
    if context.catalog is not None:
        yield from unknown_reference(reading, names, passed, context)


def _misread(reading: Reading, names: Names, type_: Type, wanted: Type) -> Diagnostic:
    message = f"{reading.ref} is {KINDS[type_]}, not {KINDS[wanted]}"
    column = column_of(names, reading.ref) if type_ is Type.TEXT else None
    if column is not None:
        message += (
            f"; if it is one, say so in orchestrator.yml: {{column: {column}, type: {wanted}}}"
        )
    return reading.problem(Code.VALUE_TYPE, message)
