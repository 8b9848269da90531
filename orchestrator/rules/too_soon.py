"""A rule on branches that ask what nobody can have done yet, as no time has passed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from orchestrator.conditions import Did, Responded, Response, SinceKind
from orchestrator.diagnostics import Code, Diagnostic
from orchestrator.model import (
    Branch,
    EventTrigger,
    Exit,
    Flow,
    Send,
    Split,
    Start,
    Step,
    Update,
    blocks,
)
from orchestrator.records import dataclass
from orchestrator.rules.context import Context
from orchestrator.rules.passing import behind_all, behind_arms
from orchestrator.rules.places import Found, Kind
from orchestrator.rules.say import problem

IN_NO_TIME = Branch | Split | Update | Start
OF_THE_ENTERING = (SinceKind.TRIGGER, SinceKind.ENTRY)


@dataclass(frozen=True)
class Now:
    """What has happened this very moment: which messages have left, and whether they have entered."""

    sent: frozenset[str] = frozenset()
    entered: bool = False


def branches_leave_time_to_act(flow: Flow, context: Context) -> Iterator[Diagnostic]:
    """Whoever comes to a branch right after a message, or after entering, comes in the same tick."""
    asked: dict[int, list[Found]] = {}
    for found in context.conditions(flow):
        if found.place.kind is Kind.CASE:
            asked.setdefault(id(found.place.step), []).append(found)
    for step, now in _walk(flow.steps, Now(entered=_enters_at_once(flow))):
        for found in asked.get(id(step), ()):
            yield from _too_soon(found, now, is_of_event=isinstance(flow.trigger, EventTrigger))


def _enters_at_once(flow: Flow) -> bool:
    """Whether the trigger's time is the tick's: not where a rest or a slow schedule lies between."""
    trigger = flow.trigger
    if not isinstance(trigger, EventTrigger):
        return True
    return trigger.quiet_for is None and flow.schedule is None


def _walk(steps: Sequence[Step], now: Now) -> Iterator[tuple[Step, Now]]:
    for step in steps:
        yield step, now
        for _arm, inner in blocks(step):
            yield from _walk(inner, now if isinstance(step, IN_NO_TIME) else Now())
        after = _after(step, now)
        if after is None:
            return
        now = after


def _after(step: Step, now: Now) -> Now | None:
    """None where nobody goes on."""
    if isinstance(step, Exit):
        return None
    if isinstance(step, Send):  # it may have waited long, for a cap or the morning
        return Now(frozenset({step.id}))
    if not isinstance(step, IN_NO_TIME):
        return Now()
    arms = [behind_all(inner, now, _after) for _arm, inner in blocks(step)]
    return behind_arms(arms, now, lambda one, other: _joined(one, other, now))


def _joined(one: Now, other: Now, before: Now) -> Now:
    """Of a message that one of the arms alone sends, those of the other arm have nothing to open."""
    only_in_one = (one.sent ^ other.sent) - before.sent
    return Now(one.sent & other.sent | only_in_one, one.entered and other.entered)


def _too_soon(found: Found, now: Now, *, is_of_event: bool) -> Iterator[Diagnostic]:
    match found.condition:
        case Responded(step=str() as step, flow=None) as asked if step in now.sent:
            if asked.response is not Response.RECEIVED:
                message = (
                    f'"{step}" has left this very moment, so nobody has {asked.response} it yet; '
                    'put time before the branch, such as "- delay: 2 days"'
                )
                yield problem(Code.TOO_SOON, asked.path, message)
        case Did() as did if now.entered and _counts_from_entering(did, is_of_event=is_of_event):
            beside = ' beside "within"' if did.within else ""
            start = "the trigger, and hardly any" if is_of_event else "entering, and no"
            message = (
                f'here "did" counts from {start} time has passed since; write "since: ever"'
                f'{beside} if what they did before counts, or put a "delay" before the branch'
            )
            yield problem(Code.TOO_SOON, did.path, message)
        case _:
            return


def _counts_from_entering(did: Did, *, is_of_event: bool) -> bool:
    """Rows of an event may come late, so that whoever says "since: trigger" may well mean it."""
    if did.since is None:
        return True
    return did.since.kind in OF_THE_ENTERING and not is_of_event
