"""A rule on coupons that are over before a message that carries them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import TypeAlias

from orchestrator.diagnostics import Code, Diagnostic
from orchestrator.model import Coupon, Delay, Exit, Flow, Send, Step, WaitFor, blocks
from orchestrator.records import dataclass
from orchestrator.rules.context import Context
from orchestrator.rules.passing import behind_all, behind_arms
from orchestrator.rules.say import problem
from orchestrator.rules.wording import duration_words

NOW = timedelta(0)


@dataclass(frozen=True)
class Given:
    """The first message with a coupon, and how long ago it left at the least."""

    by: str
    ago: timedelta = NOW


Out: TypeAlias = Mapping[str, Given]
"""The coupons that may have been handed out, by name."""


def coupons_last_until_their_messages(flow: Flow, context: Context) -> Iterator[Diagnostic]:
    """A coupon is valid from the first message with it; a reminder extends nothing."""
    coupons = context.project.coupons if context.project else {}
    for send, out in _sends(flow.steps, {}):
        coupon, given = coupons.get(send.coupon or ""), out.get(send.coupon or "")
        if coupon and given and coupon.valid_for and given.ago > coupon.valid_for:
            yield _over(send, coupon, given)


def _over(send: Send, coupon: Coupon, given: Given) -> Diagnostic:
    message = (
        f'"{coupon.name}" is over when this leaves: it is valid for '
        f'{duration_words(coupon.valid_for or NOW)} from "{given.by}", the first message with it, '
        f"and this one comes {duration_words(given.ago)} later or more; give the coupon a longer "
        '"valid_for", or this message a coupon of its own'
    )
    return problem(Code.COUPON_OVER, (*send.path, "coupon"), message)


def _sends(steps: Sequence[Step], out: Out) -> Iterator[tuple[Send, Out]]:
    for step in steps:
        if isinstance(step, Send):
            yield step, out
        for arm, inner in blocks(step):
            yield from _sends(inner, _begun(step, arm, out))
        after = _after(step, out)
        if after is None:
            return
        out = after


def _after(step: Step, out: Out) -> Out | None:
    """None where nobody goes on."""
    match step:
        case Exit():
            return None
        case Delay():
            return _later(out, step.duration)
        case Send(coupon=str() as coupon) if coupon not in out:
            return {**out, coupon: Given(step.id)}
        case _:
            arms = [
                behind_all(inner, _begun(step, arm, out), _after) for arm, inner in blocks(step)
            ]
            return behind_arms(arms, out, _soonest)


def _begun(step: Step, arm: str, out: Out) -> Out:
    """What is waited for can come at once, and is given up only after its time."""
    return _later(out, step.at_most) if isinstance(step, WaitFor) and arm == "else" else out


def _later(out: Out, by: timedelta) -> Out:
    return {name: Given(given.by, given.ago + by) for name, given in out.items()}


def _soonest(one: Out, other: Out) -> Out:
    both = {
        name: min(one[name], other[name], key=lambda given: given.ago) for name in {*one} & {*other}
    }
    return {**one, **other, **both}
