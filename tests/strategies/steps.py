"""Steps of every kind, nested; ids are unique in the flow."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from hypothesis import strategies as st

from orchestrator.catalog import Type
from orchestrator.conditions import Ref, Scope
from orchestrator.model import (
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
from tests.strategies.conditions import conditions, dids, many
from tests.strategies.offer import Offer
from tests.strategies.values import (
    OF_TYPE,
    clocks,
    durations,
    names,
    of_type,
    texts,
    zones,
)

_DEEPEST = 2
_WIDEST = 3


@dataclass
class Ids:
    """The ids that a flow has used up."""

    used: list[str] = field(default_factory=list)

    def new(self, draw: st.DrawFn) -> str:
        base = draw(names)
        name = base if base not in self.used else f"{base}-{len(self.used)}"
        self.used.append(name)
        return name


@st.composite
def step_lists(
    draw: st.DrawFn, offer: Offer, ids: Ids, depth: int = 0, least: int = 1
) -> tuple[tuple[Step, ...], Offer]:
    """Steps, and what can be named after them."""
    steps: list[Step] = []
    for _ in range(draw(st.integers(least, _WIDEST - min(depth, 1)))):
        kinds = SIMPLE if depth >= _DEEPEST else (*SIMPLE, *NESTING)
        step, offer = draw(st.sampled_from(kinds))(draw, offer, ids, depth)
        steps.append(step)
    if depth and draw(st.booleans()):
        steps.append(Exit())
    return tuple(steps), offer


Made = tuple[Step, Offer]


def _send(draw: st.DrawFn, offer: Offer, ids: Ids, _depth: int) -> Made:
    step_id = ids.new(draw)
    channel = draw(st.sampled_from(Channel))
    to = draw(st.none() | st.just("service")) if channel is Channel.EMAIL else None
    subject = draw(texts) if channel is Channel.EMAIL else ""
    send = Send(
        step_id,
        template=f"welcome/{step_id}",
        subject=subject,
        channel=channel,
        message_class=draw(st.none() | st.sampled_from(MessageClass)),
        variants=draw(st.just(()) | _variants()) if subject else (),
        only_if=draw(st.just(()) | many(offer, least=1)),
        topic=draw(st.none() | names),
        coupon=draw(st.none() | st.sampled_from(sorted(offer.project.coupons))),
        to="erp" if channel is Channel.WEBHOOK else to,
        not_after=draw(st.none() | durations),
        on_cap=draw(st.sampled_from(OnCap)),
        was=draw(st.none() | st.just(f"old-{step_id}")),
    )
    return send, replace(offer, sends=(*offer.sends, step_id))


@st.composite
def _variants(draw: st.DrawFn) -> tuple[Variant, ...]:
    share = float(draw(st.integers(1, 99)))
    template = st.none() | st.just("welcome/other")
    return (
        Variant("a", share, draw(st.none() | texts), draw(template)),
        Variant("b", 100 - share, draw(st.none() | texts), draw(template)),
    )


def _delay(draw: st.DrawFn, offer: Offer, _ids: Ids, _depth: int) -> Made:
    weekday = st.none() | st.integers(0, 6)
    until = st.builds(DelayUntil, clocks, weekday, zones, st.none() | durations)
    options: list[st.SearchStrategy[Step]] = [st.builds(Delay, durations), until]
    if dates := _readable(offer, Type.DATE, Type.TIME):
        options.append(_until_dates(dates, _readable(offer, Type.NUMBER)))
    return draw(st.one_of(options)), offer


def _readable(offer: Offer, *types: Type) -> tuple[Ref, ...]:
    """What `until_date` can read: no facts."""
    return tuple(
        ref
        for ref in offer.of(*types)
        if not (ref.scope is Scope.CUSTOMER and ref.record is not None)
    )


def _until_dates(
    dates: tuple[Ref, ...], numbers: tuple[Ref, ...]
) -> st.SearchStrategy[DelayUntilDate]:
    number = st.none() | st.sampled_from(numbers) if numbers else st.none()
    built = st.builds(
        DelayUntilDate,
        st.sampled_from(dates),
        offset=durations | durations.map(lambda each: -each),
        plus_days=number,
        times=number,
        at=st.none() | clocks,
        timezone=zones,
        if_past=st.sampled_from(IfPast),
    )
    return built.map(lambda each: each if each.plus_days else replace(each, times=None))


def _update(draw: st.DrawFn, offer: Offer, _ids: Ids, _depth: int) -> Made:
    facts = offer.project.catalog.customers.facts
    chosen = draw(st.lists(st.sampled_from(sorted(facts)), unique=True))
    suppress = draw(st.none() | st.sampled_from((Channel.EMAIL, Channel.SMS)))
    tags = st.lists(names, max_size=2, unique=True).map(tuple)
    update = Update(
        add_tags=draw(tags),
        remove_tags=draw(tags),
        set={name: draw(_fact(facts[name], offer)) for name in chosen},
        suppress=suppress,
        reason=draw(texts) if suppress else None,
    )
    empty = Update()
    return replace(update, add_tags=("loyal",)) if update == empty else update, offer


def _fact(type_: Type, offer: Offer) -> st.SearchStrategy[str | int | float | bool | Ref]:
    refs = tuple(ref for ref in offer.of(type_) if ref.scope is not Scope.EVENT)
    if type_ is Type.DATE:
        return st.sampled_from(refs)
    return of_type(type_, refs) if refs else OF_TYPE[type_]  # type: ignore[return-value]


def _start(_draw: st.DrawFn, offer: Offer, _ids: Ids, _depth: int) -> Made:
    return Start("win-back"), offer


def _branch(draw: st.DrawFn, offer: Offer, ids: Ids, depth: int) -> Made:
    step_id = ids.new(draw)
    cases = tuple(
        Case(draw(many(offer, least=1)), _inner(draw, offer, ids, depth, least=1))
        for _ in range(draw(st.integers(1, 2)))
    )
    return Branch(step_id, cases, _inner(draw, offer, ids, depth)), offer


def _split(draw: st.DrawFn, offer: Offer, ids: Ids, depth: int) -> Made:
    step_id, share = ids.new(draw), float(draw(st.integers(1, 99)))
    one = Arm("a", share, _inner(draw, offer, ids, depth))
    other = Arm("b", 100 - share, _inner(draw, offer, ids, depth))
    return Split(step_id, (one, other)), offer


def _wait_for(draw: st.DrawFn, offer: Offer, ids: Ids, depth: int) -> Made:
    step_id = ids.new(draw)
    did = draw(dids(offer, awaited=True))
    more = draw(st.lists(conditions(offer), max_size=1))
    after = offer.with_awaited(step_id, did.event)
    wait = WaitFor(
        step_id,
        (did, *more),
        draw(durations),
        then=_inner(draw, after, ids, depth),
        otherwise=_inner(draw, offer, ids, depth),
    )
    return wait, after


def _inner(draw: st.DrawFn, offer: Offer, ids: Ids, depth: int, least: int = 0) -> tuple[Step, ...]:
    steps, _ = draw(step_lists(offer, ids, depth + 1, least))
    return steps


Maker = Callable[[st.DrawFn, Offer, Ids, int], Made]
SIMPLE: tuple[Maker, ...] = (_send, _delay, _update, _start)
NESTING: tuple[Maker, ...] = (_branch, _split, _wait_for)
