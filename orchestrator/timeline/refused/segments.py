"""Why becoming a member of a segment lets nobody in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import String, bindparam, func, select

from orchestrator import tables
from orchestrator.compiler.entering.candidates import Candidates, keyed_by_now
from orchestrator.compiler.sources import Sources
from orchestrator.conditions import InSegment
from orchestrator.model import SegmentTrigger
from orchestrator.timeline.asking import Asker
from orchestrator.timeline.ledger import Flowing
from orchestrator.timeline.refused.judge import OTHERWISE, Judge, concluded
from orchestrator.timeline.telling import Line
from orchestrator.timeline.versions import Version


@dataclass(frozen=True)
class Present:
    """The customer as a candidate of now, whatever the trigger."""

    asker: Asker
    person: str

    def make(self, sources: Sources) -> Candidates:
        customers = sources.customers()
        key = sources.customer_key(customers)
        query = select().select_from(customers).where(self.asker.is_person(key, self.person))
        # No passage has such a key, so that none is taken for this one.
        return keyed_by_now(query, customers, key, bindparam("occurrence", type_=String()))

    def judge(self, version: Version) -> Judge:
        return Judge(self.asker, version, self.person, self.make, {"occurrence": "asked"})


@dataclass(frozen=True)
class BySegment:
    asker: Asker
    version: Version
    trigger: SegmentTrigger
    person: str
    flowing: Flowing

    def lines(self) -> Iterator[Line]:
        name, mark = self.trigger.segment, self.version.mark(self.trigger.path)
        member = self._member()
        if not member:
            asked = InSegment(name, path=self.trigger.path)
            yield from Present(self.asker, self.person).judge(self._asking(asked)).verdicts()
            return
        since = self._since()
        spell = list(self._spell(since))
        yield from spell
        if any(line.kind == "fails" for line in spell):
            return
        yield Line("judged", None, "What else is asked, by the data of now", mark=mark)
        verdicts = Present(self.asker, self.person).judge(self.version).verdicts()
        soon = "they enter when the flow next runs"
        yield from concluded(verdicts, OTHERWISE if since else soon)

    def _member(self) -> bool:
        asked = InSegment(self.trigger.segment, path=self.trigger.path)
        judge = Present(self.asker, self.person).judge(self._asking(asked))
        return all(line.kind == "holds" for line in judge.verdicts())

    def _asking(self, asked: InSegment) -> Version:
        bare = replace(self.version.flow, conditions=(asked,), exit_when=())
        return replace(self.version, flow=bare)

    def _spell(self, since: datetime | None) -> Iterator[Line]:
        """When they became a member, as ticks saw it."""
        name, mark = self.trigger.segment, self.version.mark(self.trigger.path)
        if since is None:
            text = f"they are a member of segment {name} now; the next tick sees it"
            yield Line("row", None, text, mark=mark)
            return
        text = f"they are a member of segment {name} since {self.asker.times.words(since)}"
        yield Line("row", since, text, mark=mark)
        if since <= self.flowing.starts_at and not self.trigger.include_current:
            text = "they were one when the flow began, and only who becomes one enters"
            hint = "include_current: true lets those in too who are members already"
            yield Line("fails", since, text, mark=mark, points=(hint,))

    def _since(self) -> datetime | None:
        spell = tables.membership
        query = select(func.max(spell.c.since)).where(
            spell.c.flow == self.version.flow.key,
            spell.c.customer == self.person,
            spell.c.until.is_(None),
        )
        found = self.asker.one(query)
        return found if isinstance(found, datetime) else None
