"""Delays that are over: how long they were, and in whose zone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from sqlalchemy import select

from orchestrator.compiler.layout import Station
from orchestrator.compiler.sources import Sources
from orchestrator.compiler.zones import zone_of
from orchestrator.model import CUSTOMER_ZONE, Delay, DelayUntil, DelayUntilDate, Flow
from orchestrator.runner.occurrences import is_zone, next_showing
from orchestrator.timeline.asking import Asker
from orchestrator.words.names import inside
from orchestrator.words.steps import waiting_words

AnyDelay: TypeAlias = Delay | DelayUntil | DelayUntilDate


@dataclass(frozen=True)
class Waiting:
    """A delay of one customer; its end is reckoned as the runner does."""

    asker: Asker
    flow: Flow
    person: str

    def waited(self, station: Station, since: datetime) -> tuple[str, datetime]:
        """What was waited for and until when; a date that was read then is not known any more."""
        step = _delay(station)
        until = self._until(step, since)
        end = f": until {self.words(step, until)}" if until is not None else ""
        return f"Waited{self._what(step)}{end}.", until or since

    def cut_short(self, station: Station) -> str:
        return f"Waited{self._what(_delay(station))}, until they left."

    def waits(self, station: Station, since: datetime | None, until: datetime | None) -> str:
        step = _delay(station)
        start = f", since {self.asker.times.words(since)}" if since else ""
        end = f", until {self.words(step, until)}" if until else ""
        return f"They wait{self._what(step)}{start}{end}."

    def words(self, step: AnyDelay, until: datetime) -> str:
        """By the project's clocks, and where the step asks for the customer's by those too."""
        times = self.asker.times
        if isinstance(step, Delay) or self.zone(step) == times.zone:
            return times.words(until)
        return f"{times.words(until, self.zone(step))} ({times.words(until)} in {times.zone})"

    def zone(self, step: DelayUntil | DelayUntilDate) -> str:
        if step.timezone != CUSTOMER_ZONE:
            return step.timezone
        return customer_zone(self.asker, self.person)

    def _until(self, step: AnyDelay, since: datetime) -> datetime | None:
        match step:
            case Delay():
                return since + step.duration
            case DelayUntil():
                return next_showing(step, self.zone(step), since)
            case DelayUntilDate():
                return None

    def _what(self, step: AnyDelay) -> str:
        first, _, _ = waiting_words(step, inside(self.flow.trigger)).partition(". ")
        first = first.removesuffix(".")
        said = first.removeprefix("Wait")
        return said if said != first else f": {first[:1].lower()}{first[1:]}"


def _delay(station: Station) -> AnyDelay:
    step = station.step
    if not isinstance(step, Delay | DelayUntil | DelayUntilDate):
        message = f"{station.position} is no delay"
        raise TypeError(message)
    return step


def customer_zone(asker: Asker, person: str) -> str:
    """The zone that the customer has today, or the project's."""
    sources = Sources(asker.project.catalog)
    customers = sources.customers()
    zone = zone_of(sources, customers)
    if zone is None:
        return asker.times.zone
    is_mine = asker.is_person(sources.customer_key(customers), person)
    found = asker.one(select(zone).select_from(customers).where(is_mine))
    return str(found) if is_zone(found) else asker.times.zone
