"""Steps as maps with one kind key."""

from __future__ import annotations

from collections.abc import Iterable
from typing import assert_never

from orchestrator.model import (
    Branch,
    Delay,
    DelayUntil,
    DelayUntilDate,
    Exit,
    Send,
    Split,
    Start,
    Step,
    Update,
    Variant,
    WaitFor,
)
from orchestrator.parse.timetable import WEEKDAYS
from tests.frontend.writing.conditions import conditions
from tests.frontend.writing.values import Data, clock, duration, mapped, said, scalar, share


def steps(many: Iterable[Step]) -> list[object]:
    return [step(one) for one in many]


def step(one: Step) -> object:
    match one:
        case Exit():
            return "exit"
        case Start():
            return {"start": one.flow}
        case Update():
            return {"update": _update(one)}
        case Delay() | DelayUntil() | DelayUntilDate():
            return {"delay": _delay(one)}
        case Send():
            return _send(one)
        case Branch() | Split() | WaitFor():
            return _block(one)
        case _:
            assert_never(one)


def _send(one: Send) -> Data:
    return {
        "send": one.id,
        "on_cap": one.on_cap.value,
        "channel": one.channel.value,
        **said(
            template=one.template or None,
            subject=one.subjects or one.subject or None,
            message_class=one.message_class and one.message_class.value,
            variants={arm.name: _variant(arm) for arm in one.variants},
            only_if=conditions(one.only_if),
            topic=one.topic,
            coupon=one.coupon,
            to=one.to,
            not_after=duration(one.not_after),
            was=one.was,
        ),
    }


def _variant(one: Variant) -> Data:
    return said(share=share(one.share), subject=one.subjects or one.subject, template=one.template)


def _delay(one: Delay | DelayUntil | DelayUntilDate) -> object:
    match one:
        case Delay():
            return duration(one.duration)
        case DelayUntil():
            day = "" if one.weekday is None else f"{WEEKDAYS[one.weekday]} "
            return said(
                until=f"{day}{clock(one.at)}",
                timezone=one.timezone,
                or_now_within=duration(one.or_now_within),
            )
        case DelayUntilDate():
            return said(
                until_date=str(one.date),
                offset=duration(one.offset),
                plus_days=scalar(one.plus_days),
                times=scalar(one.times),
                at=clock(one.at),
                timezone=one.timezone,
                if_past=one.if_past.value,
            )


def _update(one: Update) -> Data:
    return said(
        add_tags=[*one.add_tags],
        remove_tags=[*one.remove_tags],
        set=mapped(one.set),
        suppress=one.suppress and one.suppress.value,
        reason=one.reason,
    )


def _block(one: Branch | Split | WaitFor) -> Data:
    match one:
        case Branch():
            ways = [
                {"if": conditions(case.conditions), "then": steps(case.steps)} for case in one.cases
            ]
            own: Data = {"branch": one.id, "cases": ways, **said(**{"else": steps(one.otherwise)})}
        case Split():
            arms = {
                arm.name: said(share=share(arm.share), steps=steps(arm.steps)) for arm in one.arms
            }
            own = {"split": one.id, "arms": arms}
        case WaitFor():
            ends = {"then": steps(one.then), "else": steps(one.otherwise)}
            own = {
                "wait_for": one.id,
                "if": conditions(one.awaited),
                "at_most": duration(one.at_most),
                **said(**ends),
            }
    return {**own, **said(was=one.was)}
