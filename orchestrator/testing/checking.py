"""What a schema cannot say of a test file: every name stands for something, every value fits."""

from __future__ import annotations

import pathlib
from collections import Counter
from collections.abc import Collection, Mapping

from orchestrator.diagnostics import Code
from orchestrator.model import Flow, Project
from orchestrator.parse import Reading, zone_or_utc
from orchestrator.records import dataclass
from orchestrator.rules.clock import exists
from orchestrator.rules.zone_names import meant_zone
from orchestrator.schema import nearest
from orchestrator.testing.catalog_names import CatalogNames
from orchestrator.testing.flow_names import FlowNames
from orchestrator.testing.model import (
    Answers,
    Becomes,
    Case,
    Did,
    FlowTests,
    Given,
    RecordBecomes,
)


@dataclass(frozen=True)
class Surroundings:
    """What the tests speak of: flows that are free of errors, and the keys of all."""

    project: Project
    flows: Mapping[str, Flow]
    keys: Collection[str]


def check_tests(reading: Reading, tests: FlowTests, around: Surroundings) -> None:
    """Say what is wrong; of a flow that cannot be read nothing is said but that it exists."""
    _file(reading, tests, around)
    names = CatalogNames(reading, around.project, zone_or_utc(tests.timezone))
    flow = around.flows.get(tests.flow)
    steps = FlowNames(reading, flow, around.flows) if flow else None
    for case in tests.cases:
        _catalog(case, names)
        if steps is not None:
            _steps(case, steps)
        _case(reading, case, around)


def _file(reading: Reading, tests: FlowTests, around: Surroundings) -> None:
    stem = pathlib.PurePosixPath(tests.file).stem
    if tests.flow and tests.flow not in around.keys:
        allowed = tuple(sorted(around.keys))
        close = nearest(tests.flow, allowed)
        message = f'there is no flow "{tests.flow}"'
        reading.say(Code.UNKNOWN_FLOW, ("test",), message, allowed=allowed, suggestion=close)
    elif tests.flow and tests.flow != stem:
        message = f'the tests are of "{tests.flow}", their file is called "{stem}"; give both the same name'
        reading.say(Code.FLOW_NAME, ("test",), message)
    if not exists(tests.timezone):
        message = f'there is no time zone "{tests.timezone}"'
        close = meant_zone(tests.timezone, ())
        reading.say(Code.BAD_TIMEZONE, ("timezone",), message, suggestion=close)
    counts = Counter(case.name for case in tests.cases)
    for case in tests.cases:
        if case.name and counts[case.name] > 1:
            message = f'two cases are called "{case.name}"; give each a name of its own'
            reading.say(Code.DUPLICATE_ID, (*case.path, "case"), message)
            return


def _case(reading: Reading, case: Case, around: Surroundings) -> None:
    for name in case.beside:
        if name not in around.keys:
            allowed = tuple(sorted(around.keys))
            message = f'there is no flow "{name}" that could run beside'
            close = nearest(name, allowed)
            path = (*case.path, "beside")
            reading.say(Code.UNKNOWN_FLOW, path, message, allowed=allowed, suggestion=close)
    if case.begins is None and not any(given.at for given in case.given):
        message = 'nothing says when this case is played: add "begins" with a time'
        reading.say(Code.MISSING_KEY, (*case.path, "begins"), message)
    if case.begins and case.ends and case.ends <= case.begins:
        message = "the case ends before it begins"
        reading.say(Code.BAD_VALUE, (*case.path, "ends"), message)


def _catalog(case: Case, names: CatalogNames) -> None:
    for person in case.customers.values():
        names.person(person)
    for name, things in case.records.items():
        for thing in things.values():
            names.thing(name, thing)
    for given in case.given:
        _given(given, names)
    for expected in case.expect.values():
        names.facts(expected.facts, (*expected.path, "facts"))


def _given(given: Given, names: CatalogNames) -> None:
    match given:
        case Did():
            names.did(given)
        case Becomes():
            names.person(given.becomes)
        case RecordBecomes():
            record = names.record(given.record, (*given.path, "record"))
            if record is not None:
                names.key(given.key, record.key.type, (*given.path, "key"))
                names.attributes(record, given.becomes, (*given.path, "becomes"))
        case Answers() if names.project.catalog.responses is None:
            message = "the catalog does not say where opens and clicks are stored (responses)"
            path = (*given.path, given.answer.value)
            names.reading.say(Code.NO_RESPONSES, path, message, on_key=True)
        case _:
            pass


def _steps(case: Case, steps: FlowNames) -> None:
    for person in case.customers.values():
        steps.draws(person)
    for given in case.given:
        if isinstance(given, Answers):
            steps.answers(given)
    for expected in case.expect.values():
        steps.expected(case, expected)
