"""How many messages one customer can get at most in seven days: counted by hand, and by the rules."""

from __future__ import annotations

import math
from datetime import date, time, timedelta
from itertools import count

import pytest

from orchestrator.conditions import Did, Ref, Scope
from orchestrator.model import (
    Arm,
    Branch,
    CalendarTrigger,
    Case,
    DateTrigger,
    Delay,
    DelayUntil,
    DelayUntilDate,
    EventTrigger,
    Exit,
    Flow,
    Occasion,
    Reentry,
    ReentryKind,
    Send,
    Split,
    Step,
    Trigger,
    WaitFor,
    WhileInside,
)
from orchestrator.rules.passing import (
    first_sends,
    most_if_late,
    most_in_passage,
    most_messages,
)

DAY, WEEK = timedelta(days=1), timedelta(days=7)
BIRTHDAY = Ref(Scope.CUSTOMER, "birthday")
NEVER, ALWAYS = Reentry(ReentryKind.NEVER), Reentry(ReentryKind.ALWAYS)
NUMBERS = count()


def mail() -> Send:
    return Send(f"mail-{next(NUMBERS)}", "hello", "Hello")


def days(number: float) -> Delay:
    return Delay(number * DAY)


def until(hour: int, weekday: int | None = None) -> DelayUntil:
    return DelayUntil(time(hour), weekday)


def near(offset: int) -> DelayUntilDate:
    return DelayUntilDate(BIRTHDAY, offset * DAY)


def either(*steps: Step) -> Branch:
    return Branch("x", (Case((), steps),), (mail(),))


def wait(then: tuple[Step, ...] = (), otherwise: tuple[Step, ...] = ()) -> WaitFor:
    return WaitFor("x", (Did("placed_order"),), 9 * DAY, then, otherwise)


def flow(
    *steps: Step,
    trigger: Trigger = EventTrigger("placed_order"),  # noqa: B008 - frozen
    reentry: Reentry = NEVER,
    while_inside: WhileInside = WhileInside.IGNORE,
) -> Flow:
    return Flow("x", "X", trigger, steps, reentry=reentry, while_inside=while_inside)


def again(number: int) -> Reentry:
    return Reentry(ReentryKind.AFTER, number * DAY)


def calendar(*occasions: Occasion) -> Flow:
    return flow(mail(), trigger=CalendarTrigger(occasions), reentry=ALWAYS)


BOTH, RESTART = WhileInside.BOTH, WhileInside.RESTART
CASES: dict[str, tuple[Flow, float]] = {
    "nothing": (flow(days(1)), 0),
    "one message": (flow(mail()), 1),
    "one after the other": (flow(mail(), days(1), mail(), days(5), mail(), days(1), mail()), 3),
    "on the seventh day it is another week": (flow(mail(), days(7), mail()), 1),
    "the fuller arm": (flow(either(mail(), mail()), mail()), 3),
    "an arm that leaves": (flow(either(mail(), Exit()), mail(), mail()), 3),
    "the fuller way of a split": (
        flow(Split("x", (Arm("a", 50, (mail(),)), Arm("b", 50, (mail(), days(1), mail()))))),
        2,
    ),
    "what is waited for can come at once": (flow(mail(), wait(then=(mail(),))), 2),
    "what is waited for in vain takes its time": (flow(mail(), wait(otherwise=(mail(),))), 1),
    "again after some days": (flow(mail(), days(1), mail(), reentry=again(3)), 5),
    "again after more than a week": (flow(mail(), days(1), mail(), reentry=again(8)), 2),
    "again at once after two days inside": (flow(mail(), days(2), mail(), reentry=ALWAYS), 8),
    "again at once": (flow(mail(), reentry=ALWAYS), math.inf),
    "side by side": (flow(mail(), days(4), mail(), reentry=again(2), while_inside=BOTH), 8),
    "side by side at once": (flow(mail(), reentry=ALWAYS, while_inside=BOTH), math.inf),
    "from the start": (flow(mail(), days(9), reentry=ALWAYS, while_inside=RESTART), math.inf),
    "three mornings": (flow(until(9), mail(), until(9), mail(), until(10), mail()), 3),
    "every Tuesday": (flow(until(9, 1), mail(), until(9, 1), mail(), until(9, 1), mail()), 1),
    "Tuesday, Friday, Tuesday": (
        flow(until(9, 1), mail(), until(9, 4), mail(), until(9, 1), mail()),
        2,
    ),
    "around a date": (
        flow(mail(), near(-2), mail(), near(3), mail(), trigger=DateTrigger(BIRTHDAY, -14 * DAY)),
        2,
    ),
    "a date comes once": (flow(mail(), trigger=DateTrigger(BIRTHDAY), reentry=ALWAYS), 1),
    "days of the calendar": (
        calendar(
            Occasion("a", date=date(2026, 12, 20)),
            Occasion("b", month_and_day=(12, 24)),
            Occasion("c", month_and_day=(1, 6)),
        ),
        2,
    ),
    "the turn of the year": (
        calendar(Occasion("a", month_and_day=(12, 30)), Occasion("b", month_and_day=(1, 2))),
        2,
    ),
    "twice a week": (calendar(Occasion("a", cron="0 9 * * mon,thu")), 2),
    "twice a day": (calendar(Occasion("a", cron="0 9,17 * * *")), 14),
    "the first and every Monday": (calendar(Occasion("a", cron="0 9 1 * 1")), 2),
}


@pytest.mark.parametrize("case", CASES)
def test_the_most_messages_in_a_week(case: str) -> None:
    passed, number = CASES[case]
    assert most_messages(passed, WEEK, lambda _send: True) == number


def test_only_what_counts_is_counted() -> None:
    first = mail()
    passed = flow(first, mail(), mail())
    assert most_messages(passed, WEEK, lambda send: send is first) == 1


def test_many_ways_do_not_take_long() -> None:
    """Two to the fortieth of them."""
    forks = (
        Branch("x", (Case((), (mail(), days(1 / (n + 2)))),), (days(n + 1),)) for n in range(40)
    )
    passed = flow(*forks)
    assert 20 < most_messages(passed, WEEK, lambda _send: True) <= 40


def test_when_messages_come_at_the_earliest() -> None:
    passed = flow(mail(), days(2), either(days(3), mail()))
    assert first_sends(passed, lambda _send: True) == {0 * DAY, 2 * DAY, 5 * DAY}


def test_one_passage_leaves_out_those_who_come_again() -> None:
    passed = flow(mail(), days(1), mail(), days(7), mail(), reentry=ALWAYS)
    assert most_in_passage(passed, WEEK, lambda _send: True) == 2


LATE: dict[str, tuple[Flow, float]] = {
    "nothing": (flow(days(1), reentry=ALWAYS), 0),
    "all of those who enter once": (flow(mail(), days(9), mail()), 2),
    "the passage before was late": (flow(mail(), days(2), mail(), reentry=again(7)), 4),
    "a passage in each half": (flow(mail(), reentry=again(4)), 3),
    "nothing keeps them apart": (flow(mail(), reentry=ALWAYS), math.inf),
    "side by side any number may be late": (
        flow(mail(), reentry=again(9), while_inside=BOTH),
        math.inf,
    ),
}


@pytest.mark.parametrize("case", LATE)
def test_the_most_however_late_they_leave(case: str) -> None:
    passed, number = LATE[case]
    assert most_if_late(passed, WEEK, lambda _send: True) == number
