"""Everything that is known of one customer, flow by flow."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from orchestrator.timeline.asking import Asker
from orchestrator.timeline.ledger import Ledger, flowing, ledgers_of
from orchestrator.timeline.refused import refused
from orchestrator.timeline.telling import Chapter, Line, Person, Timeline
from orchestrator.timeline.versions import Versions
from orchestrator.timeline.walking import Walk


def timeline(
    asker: Asker, versions: Versions, person: Person, flows: Sequence[str] = ()
) -> Timeline:
    """The customer's way through these flows, or through all that they have ever entered.

    Of a flow that is named it also says why the customer is not inside. All is read as of the
    asker's instant, but for the state: that tells what has happened until now.
    """
    told = _Telling(asker, versions, person)
    ledgers = ledgers_of(asker, person.key)
    entered = list(dict.fromkeys(each.enrolment.flow for each in ledgers))
    chapters = [
        told.chapter(flow, [each for each in ledgers if each.enrolment.flow == flow], flows)
        for flow in flows or entered
    ]
    known = [each.key for each in versions.loaded.flows]
    others = () if flows else tuple(each for each in known if each not in entered)
    return Timeline(person, asker.now, asker.times.zone, tuple(chapters), others)


@dataclass(frozen=True)
class _Telling:
    asker: Asker
    versions: Versions
    person: Person

    def chapter(self, flow: str, ledgers: Sequence[Ledger], asked: Iterable[str]) -> Chapter:
        runs = flowing(self.asker, flow)
        stories = [Walk(self.asker, self.versions, each, runs).story() for each in ledgers]
        is_inside = any(each.is_open for each in ledgers)
        why_not = () if is_inside or flow not in asked else tuple(self._refused(flow))
        return Chapter(flow, self._title(flow), tuple(stories), is_inside, why_not)

    def _refused(self, flow: str) -> Iterator[Line]:
        runs = flowing(self.asker, flow)
        in_force = self.versions.of(flow, runs.digest) if runs else None
        version = in_force or self.versions.current(flow)
        if version is None:
            yield Line("fails", None, "the project no longer has this flow")
            return
        yield from refused(self.asker, self.versions, version, self.person.key, runs)

    def _title(self, flow: str) -> str:
        found = self.versions.current(flow)
        return found.flow.title if found else "no longer in the project"
