"""Running the tests of a project; imported by whoever does so, because the engine is not light."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from orchestrator.diagnostics import Span
from orchestrator.load import Loaded
from orchestrator.model import Flow, Project
from orchestrator.parse import zone_or_utc
from orchestrator.testing.coverage import Coverage, Mark, marks_in, parts_of
from orchestrator.testing.diff import diff
from orchestrator.testing.draws import NobodyDrawsError
from orchestrator.testing.happened import Happened
from orchestrator.testing.judging import Failure, Judge
from orchestrator.testing.loading import LoadedTests
from orchestrator.testing.model import Case, Expected, FlowTests
from orchestrator.testing.play import Stage, open_stage
from orchestrator.testing.timeline import timeline
from orchestrator.testing.times import Clock


@dataclass(frozen=True)
class Placed:
    """A failure with its place in the file."""

    failure: Failure
    span: Span


@dataclass(frozen=True)
class CaseResult:
    """`timelines` and `diffs` are lines by customer, of those for whom something failed."""

    tests: FlowTests
    case: Case
    span: Span
    failures: Sequence[Placed] = ()
    timelines: Mapping[str, Sequence[str]] = field(default_factory=dict)
    diffs: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @property
    def is_passed(self) -> bool:
        return not self.failures


@dataclass(frozen=True)
class Run:
    results: Sequence[CaseResult]
    coverage: Sequence[Coverage]

    @property
    def failed(self) -> list[CaseResult]:
        return [each for each in self.results if not each.is_passed]


def run_tests(loaded: Loaded, project: Project, tests: LoadedTests, flows: Sequence[Flow]) -> Run:
    """Play every case of these flows, each by itself."""
    keys = {flow.key for flow in flows}
    asked = [each for each in tests.tests if each.flow in keys]
    results: list[CaseResult] = []
    marks: dict[str, set[Mark]] = {flow.key: set() for flow in flows}
    known = {flow.key: flow for flow in flows}
    with open_stage(loaded, project) as stage:
        for each in asked:
            for case in each.cases:
                happened = _played(stage, each, case)
                results.append(_result(stage, tests, each, case, happened))
                if isinstance(happened, Happened):
                    marks[each.flow] |= set(marks_in(known[each.flow], happened))
    coverage = [Coverage(flow, tuple(parts_of(flow)), frozenset(marks[flow.key])) for flow in flows]
    return Run(results, coverage)


def _played(stage: Stage, tests: FlowTests, case: Case) -> Happened | Failure:
    try:
        return stage.play(tests, case)
    except NobodyDrawsError as error:
        customer = str(error)
        path = (*case.customers[customer].path, "draws")
        return Failure(path, customer, f"no key draws all of that for {customer}")


def _result(
    stage: Stage, loaded: LoadedTests, tests: FlowTests, case: Case, happened: Happened | Failure
) -> CaseResult:
    document = loaded.documents[tests.file]
    span = document.span((*case.path, "case"))
    if isinstance(happened, Failure):
        where = document.span(happened.path, on_key=True)
        return CaseResult(tests, case, span, (Placed(happened, where),))
    clock = Clock(zone_or_utc(tests.timezone))
    playable = stage.playable(tests.flow)
    judge = Judge(tests, stage.project.catalog, clock, playable.timetable)
    failures = judge.failures(case, happened)
    customers = dict.fromkeys(each.customer for each in failures if each.customer)
    matchings = {
        name: judge.matching(name, case.expect.get(name) or Expected(), happened)
        for name in customers
    }
    return CaseResult(
        tests,
        case,
        span,
        tuple(Placed(each, document.span(each.path)) for each in failures),
        {name: timeline(case, happened, name, tests.flow, clock) for name in customers},
        {name: diff(each) for name, each in matchings.items() if not each.is_aligned},
    )
