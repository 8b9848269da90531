"""Steps of every kind, nested up to two deep."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta

from orchestrator.catalog import Type
from orchestrator.conditions import Ref
from orchestrator.model import (
    CUSTOMER_ZONE,
    Arm,
    Branch,
    Case,
    Channel,
    Delay,
    DelayUntil,
    DelayUntilDate,
    Exit,
    IfPast,
    MessageClass,
    OnCap,
    Send,
    Split,
    Start,
    Step,
    Update,
    Variant,
    WaitFor,
)
from tests.oracle.generate.chance import CLOCKS, DAYS, DURATIONS, HOURS, ZONES, Chance
from tests.oracle.generate.conditions import TAG_WORDS, condition, conditions, constant, did
from tests.oracle.generate.offer import Offer

_DEEPEST = 2
Maker = Callable[[Offer, int], tuple[Step, Offer]]
_SHARES = (5.0, 20.0, 37.5, 50.0, 80.0)


@dataclass
class Builder:
    """Draws steps; `startable` are flows that may be started."""

    chance: Chance
    startable: tuple[str, ...] = ()
    used: int = 0
    sent: list[str] = field(default_factory=list)

    def new_id(self, stem: str) -> str:
        self.used += 1
        return f"{stem}{self.used}"

    def steps(self, offer: Offer, depth: int = 0, least: int = 1) -> tuple[tuple[Step, ...], Offer]:
        found: list[Step] = []
        for _ in range(self.chance.number(least, 5 if depth == 0 else 2)):
            step, offer = self._step(offer, depth)
            found.append(step)
        if depth and self.chance.is_so(0.15):
            found.append(Exit())
        return tuple(found), offer

    def _step(self, offer: Offer, depth: int) -> tuple[Step, Offer]:
        makers: list[tuple[Maker, float]] = [
            (self._send, 4.5),
            (self._delay, 1.5),
            (self._until_clock, 0.7),
            (self._until_date, 0.8),
            (self._update, 1.2),
        ]
        if self.startable:
            makers.append((self._start, 1.5))
        if depth < _DEEPEST:
            makers += [(self._branch, 1.2), (self._split, 0.7), (self._wait_for, 1.5)]
        return self.chance.weighed(makers)(offer, depth)

    def _send(self, offer: Offer, _: int) -> tuple[Step, Offer]:
        chance, step_id = self.chance, self.new_id("s")
        send = Send(step_id, "hello", "Hello")
        channel = chance.weighed(((Channel.EMAIL, 7), (Channel.SMS, 1.5), (Channel.WEBHOOK, 0.4)))
        if channel is Channel.SMS:
            send = Send(step_id, "short", channel=channel)
        elif channel is Channel.WEBHOOK:
            send = Send(step_id, "keyed", channel=channel, to="hook")
        elif chance.is_so(0.08):
            send = replace(send, to="staff")
        if channel is Channel.EMAIL and chance.is_so(0.2):
            share = chance.one_of(_SHARES)
            variants = (Variant("plain", share), Variant("urgent", 100 - share, "Now"))
            send = replace(send, variants=variants)
        send = replace(
            send,
            only_if=conditions(chance, offer, 1) if chance.is_so(0.2) else (),
            topic="ask" if chance.is_so(0.3) else None,
            coupon="welcome" if chance.is_so(0.1) else None,
            not_after=chance.maybe((HOURS, 12 * HOURS, 3 * DAYS), 0.2),
            on_cap=chance.one_of(tuple(OnCap)),
            message_class=chance.maybe(tuple(MessageClass), 0.12),
        )
        self.sent.append(step_id)
        return send, replace(offer, sends=(*offer.sends, step_id))

    def _delay(self, offer: Offer, _: int) -> tuple[Step, Offer]:
        return Delay(self.chance.one_of(DURATIONS)), offer

    def _until_clock(self, offer: Offer, _: int) -> tuple[Step, Offer]:
        chance = self.chance
        until = DelayUntil(
            chance.one_of(CLOCKS),
            chance.maybe(range(7), 0.3),
            chance.one_of((CUSTOMER_ZONE, CUSTOMER_ZONE, *ZONES)),
            chance.maybe((HOURS, 12 * HOURS), 0.3),
        )
        return until, offer

    def _until_date(self, offer: Offer, _: int) -> tuple[Step, Offer]:
        chance = self.chance
        numbers = offer.of(Type.NUMBER)
        plus_days = chance.maybe(numbers, 0.3)
        until = DelayUntilDate(
            chance.one_of(offer.of(Type.DATE, Type.TIME)),
            offset=chance.one_of((timedelta(0), DAYS, -DAYS, 3 * DAYS, 6 * HOURS, -36 * HOURS)),
            plus_days=plus_days,
            times=chance.maybe(numbers, 0.4) if plus_days else None,
            at=chance.maybe(CLOCKS, 0.5),
            timezone=chance.one_of((CUSTOMER_ZONE, CUSTOMER_ZONE, *ZONES)),
            if_past=chance.weighed(((IfPast.NOW, 3.0), (IfPast.EXIT, 1.0))),
        )
        return until, offer

    def _update(self, offer: Offer, _: int) -> tuple[Step, Offer]:
        chance, facts = self.chance, offer.project.catalog.customers.facts
        names = chance.some_of(sorted(facts), 2) if chance.is_so(0.5) else []
        update = Update(
            add_tags=tuple(chance.some_of(TAG_WORDS, 2)) if chance.is_so(0.5) else (),
            set={name: self._fact(offer, name, facts[name]) for name in names},
        )
        if chance.is_so(0.3):
            left = [each for each in TAG_WORDS if each not in update.add_tags]
            update = replace(update, remove_tags=(chance.one_of(left),))
        if chance.is_so(0.12) or update == Update():
            channel = chance.one_of((Channel.EMAIL, Channel.SMS))
            update = replace(update, suppress=channel, reason="enough")
        return update, offer

    def _fact(self, offer: Offer, name: str, kind: Type) -> str | float | Ref:
        refs = [each for each in offer.of(kind) if each.name != name]
        if kind in (Type.DATE, Type.TIME) or (refs and self.chance.is_so(0.6)):
            return self.chance.one_of(refs)
        value = constant(self.chance, offer, Ref(offer.values[0][0].scope, "plan"), kind)
        assert isinstance(value, str | int | float)
        return value

    def _start(self, offer: Offer, _: int) -> tuple[Step, Offer]:
        return Start(self.chance.one_of(self.startable)), offer

    def _branch(self, offer: Offer, depth: int) -> tuple[Step, Offer]:
        chance, step_id = self.chance, self.new_id("b")
        cases = tuple(
            Case(conditions(chance, offer), self._inner(offer, depth))
            for _ in range(chance.weighed(((1, 3), (2, 1))))
        )
        return Branch(step_id, cases, self._inner(offer, depth, least=0)), offer

    def _split(self, offer: Offer, depth: int) -> tuple[Step, Offer]:
        share = self.chance.one_of(_SHARES)
        arms = (
            Arm("a", share, self._inner(offer, depth)),
            Arm("b", 100 - share, self._inner(offer, depth, least=0)),
        )
        return Split(self.new_id("p"), arms), offer

    def _wait_for(self, offer: Offer, depth: int) -> tuple[Step, Offer]:
        chance, step_id = self.chance, self.new_id("w")
        awaited = did(chance, offer, plain=0.6)
        more = (condition(chance, offer),) if chance.is_so(0.2) else ()
        after = offer.with_awaited(step_id, offer.project.catalog.events[awaited.event])
        wait = WaitFor(
            step_id,
            (awaited, *more),
            chance.one_of(DURATIONS),
            then=self._inner(after, depth, least=0),
            otherwise=self._inner(offer, depth, least=0),
        )
        return wait, after

    def _inner(self, offer: Offer, depth: int, least: int = 1) -> tuple[Step, ...]:
        return self.steps(offer, depth + 1, least)[0]
