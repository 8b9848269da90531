"""What each segment costs: everybody is asked once, as its flows do at every tick."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, and_, func, select

from orchestrator.compiler.expressions import Place, holds_all
from orchestrator.compiler.sources import Sources
from orchestrator.conditions import InSegment
from orchestrator.diagnostics import Code, Diagnostic
from orchestrator.doctor.database import GAVE_UP, RefusedError, Why
from orchestrator.doctor.questions import Questions
from orchestrator.doctor.say import count, say
from orchestrator.model import Project, Segment
from orchestrator.program import Statement, instant, values_for


@dataclass(frozen=True)
class Cost:
    segment: str
    members: int
    seconds: float

    def sentence(self) -> str:
        members = count(self.members, "member")
        return f"segment {self.segment}: {members}, found in {self.seconds:.2f} s"


def segment_costs(
    segments: Iterable[Segment], project: Project, questions: Questions
) -> Iterator[Cost | Diagnostic]:
    """How long each takes; a finding where it is more than the questions may take."""
    for segment in segments:
        started = time.monotonic()
        try:
            members = _members(segment, project, questions)
        except RefusedError as error:
            if error.why is Why.TOO_SLOW:
                yield _too_slow(segment, questions.seconds)
            elif error.why in GAVE_UP:
                questions.note(f"segment {segment.name}", error)
            else:
                message = f"the database cannot say who is in this segment: {error}"
                yield say(Code.BAD_SQL, segment.path, message)
        else:
            yield Cost(segment.name, members, time.monotonic() - started)


def _members(segment: Segment, project: Project, questions: Questions) -> int:
    statement = Statement.of(f"Who is {segment.name}.", _query(segment, project))
    ((number,),) = questions.rows(statement.clause, _values(statement, questions))
    return int(number)


def _values(statement: Statement, questions: Questions) -> dict[str, object]:
    asked: dict[str, object] = {}
    for name, question in statement.asked.items():
        found = questions.rows(question.clause, _values(question, questions))
        asked[name] = found[0][0] if found else None
    return values_for(statement, {"now": questions.now, **asked})


def _too_slow(segment: Segment, seconds: float) -> Diagnostic:
    message = (
        f"finding the members of {segment.name} takes longer than {seconds:g} s, "
        "and every tick of its flows does it"
    )
    return say(Code.SLOW_SEGMENT, segment.path, message)


def _query(segment: Segment, project: Project) -> Select[Any]:
    sources = Sources(project.catalog)
    customers = sources.customers()
    place = Place(sources, project.segments, sources.customer_key(customers), customers=customers)
    tests = sources.exists_by_now(customers, instant())
    members = holds_all((InSegment(segment.name),), place)
    return select(func.count()).select_from(customers).where(and_(*tests, members))
