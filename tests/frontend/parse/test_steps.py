"""Steps, each form of each."""

from __future__ import annotations

from datetime import time, timedelta

import pytest

from orchestrator.conditions import Compare, Did, Operator, Ref, Scope
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
from tests.frontend.parse.reading import CUSTOMER, EVENT_HEAD, SEND, TRIGGER, flow_of, said_of

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
DELIVERED = Ref(TRIGGER, "delivered_at")
WAIT = "wait_for: answer, if: [{did: left_rating}], at_most: 7 days"
WAITED = WaitFor("answer", (Did("left_rating"),), 7 * DAY)
STEPS: list[tuple[str, Step]] = [
    ("exit", Exit()),
    ("{exit: }", Exit()),
    ("{start: win-back}", Start("win-back")),
    ("{delay: 1.5 hours}", Delay(1.5 * HOUR)),
    ("{delay: {until: 9:05}}", DelayUntil(time(9, 5))),
    ("{delay: {until: Sunday}}", DelayUntil(time(9), 6)),
    (
        "{delay: {until: monday 10:00, timezone: Asia/Tokyo, or_now_within: 2 hours}}",
        DelayUntil(time(10), 0, "Asia/Tokyo", 2 * HOUR),
    ),
    ("{delay: {until_date: trigger.delivered_at}}", DelayUntilDate(DELIVERED)),
    (
        "{delay: {until_date: customer.facts.trial_ends, offset: -2 weeks}}",
        DelayUntilDate(Ref(CUSTOMER, "trial_ends", "facts"), -14 * DAY),
    ),
    (
        (
            "{delay: {until_date: trigger.time, plus_days: trigger.product.lasts_days,"
            ' times: trigger.quantity, offset: 36 hours, at: "10:00", timezone: UTC, if_past: exit}}'
        ),
        DelayUntilDate(
            Ref(TRIGGER, "time"),
            36 * HOUR,
            Ref(TRIGGER, "lasts_days", "product"),
            Ref(TRIGGER, "quantity"),
            time(10),
            "UTC",
            IfPast.EXIT,
        ),
    ),
    (
        "{branch: big, was: large, cases: [{if: [{customer.country: SE}], then: [exit]}], else: [exit]}",
        Branch(
            "big",
            (Case((Compare(Ref(CUSTOMER, "country"), Operator.IS, "SE"),), (Exit(),)),),
            (Exit(),),
            "large",
        ),
    ),
    (
        "{split: s, was: t, arms: {a: {share: 12.5%, steps: [exit]}, b: {share: 87.5%}}}",
        Split("s", (Arm("a", 12.5, (Exit(),)), Arm("b", 87.5)), "t"),
    ),
    (f"{{{WAIT}}}", WAITED),
    (
        f"{{{WAIT}, then: [exit], else: [{{delay: 1 day}}], was: reply}}",
        WaitFor("answer", WAITED.awaited, 7 * DAY, (Exit(),), (Delay(DAY),), "reply"),
    ),
    (
        "{update: {add_tags: [a, b], remove_tags: [c], suppress: sms, reason: Asked}}",
        Update(("a", "b"), ("c",), {}, Channel.SMS, "Asked"),
    ),
    (
        (
            "{update: {set: {nps: trigger.quantity, nickname: 17, likes_post: true,"
            " trial_ends: 2026-12-24, called_at: constants.opened_on, other: not.one}}}"
        ),
        Update(
            set={
                "nps": Ref(TRIGGER, "quantity"),
                "nickname": "17",
                "likes_post": True,
                "trial_ends": "2026-12-24",
                "called_at": "2020-05-01",
                "other": "not.one",
            }
        ),
    ),
    ("{send: a, template: t, subject: S}", Send("a", "t", "S")),
    (
        "{send: a, template: t, subject: {sv: Hej, pt_BR: Olá}}",
        Send("a", "t", "Hej", subjects={"sv": "Hej", "pt_BR": "Olá"}),
    ),
    (
        "{send: a, template: t, variants: {x: {share: 50%, subject: {sv: Hej}}, y: {share: 50%, subject: S}}}",
        Send(
            "a",
            "t",
            "Hej",
            variants=(Variant("x", 50, "Hej", subjects={"sv": "Hej"}), Variant("y", 50, "S")),
        ),
    ),
    ("{send: a, template: t, channel: sms}", Send("a", "t", channel=Channel.SMS)),
    (
        "{send: a, channel: webhook, to: warehouse}",
        Send("a", "", channel=Channel.WEBHOOK, to="warehouse"),
    ),
    (
        (
            "{send: a, template: t, subject: S, channel: email, message_class: transactional, topic: x,"
            " coupon: welcome-10, to: service, not_after: 1 hour, on_cap: skip, was: b,"
            " only_if: [{customer.country: SE}]}"
        ),
        Send(
            "a",
            "t",
            "S",
            message_class=MessageClass.TRANSACTIONAL,
            only_if=(Compare(Ref(CUSTOMER, "country"), Operator.IS, "SE"),),
            topic="x",
            coupon="welcome-10",
            to="service",
            not_after=HOUR,
            on_cap=OnCap.SKIP,
            was="b",
        ),
    ),
    (
        "{send: a, channel: sms, variants: {x: {share: 50%, template: t}, y: {share: 50%, template: u}}}",
        Send(
            "a",
            "t",
            channel=Channel.SMS,
            variants=(Variant("x", 50, template="t"), Variant("y", 50, template="u")),
        ),
    ),
]


@pytest.mark.parametrize(("text", "step"), STEPS, ids=lambda item: str(item)[:50])
def test_a_step(text: str, step: Step) -> None:
    assert flow_of(f"{EVENT_HEAD}steps:\n  - {text}\n").steps == (step,)


def test_a_subject_is_one_line() -> None:
    text = SEND.replace("subject: Hello", "subject: |\n      Hello\n      again")
    (send,) = flow_of(EVENT_HEAD + text).steps
    assert send == Send("hello", "hello", "Hello again")


def test_a_date_that_a_wait_brought() -> None:
    text = f"steps:\n  - {{{WAIT}}}\n  - {{delay: {{until_date: answer.time}}}}\n"
    (_wait, delay) = flow_of(EVENT_HEAD + text).steps
    assert delay == DelayUntilDate(Ref(Scope.AWAITED, "time", "answer"))


def test_a_fact_that_a_wait_brought() -> None:
    text = f"steps:\n  - {{{WAIT}}}\n  - update:\n      set:\n        nps: answer.stars\n"
    (_wait, update) = flow_of(EVENT_HEAD + text).steps
    assert update == Update(set={"nps": Ref(Scope.AWAITED, "stars", "answer")})


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{wait_for: a, if: [{did: left_rating}]}", ("F068", "the wait may never end")),
        ("{send: a, template: t}", ("F011", '"subject" is missing')),
        ("{send: a, template: t, subject: {}}", ("F012", '"subject" is empty')),
        (
            "{send: a, template: t, subject: {Swedish!: H}}",
            ("F013", '"Swedish!" is not a language'),
        ),
        ("{send: a, channel: sms}", ("F011", '"template" is missing')),
        (
            "{send: a, channel: sms, template: t, subject: S}",
            ("F013", "a text message has no subject"),
        ),
        (
            "{send: a, variants: {x: {share: 50%, template: t}, y: {share: 50%}}, subject: S}",
            ("F011", '"template" is missing; only a step whose variants'),
        ),
        ("{split: a, arms: {x: {share: 50%}}}", ("F012", '"arms" needs at least 2 entries')),
        ("{update: {}}", ("F012", '"update" is empty')),
        ("{update: {suppress: sms}}", ("F011", '"suppress" needs "reason" beside it')),
        ("{update: {reason: so}}", ("F011", '"reason" needs "suppress" beside it')),
        ("{update: {set: {nps: constants.n}}}", ("F036", 'the project has no constant "n"')),
        ("{delay: {until: 25:00}}", ("F014", '"25:00" is neither a time nor a weekday')),
        ("{delay: {until: tuesday noon}}", ("F014", '"tuesday noon" is not a time')),
        ("{delay: {until: tuesday lunch}}", ("F014", '"lunch" is not a time of the day')),
        ("{delay: {at: 10:00}}", ("F011", "a key is missing here")),
        ("{delay: {until_date: tomorrow}}", ("F013", '"tomorrow" is not allowed')),
        (
            "{delay: {until_date: trigger.time, times: trigger.quantity}}",
            ("F011", '"times" needs "plus_days" beside it'),
        ),
        ("{delay: {until_date: trigger.time, offset: soon}}", ("F014", '"soon" is not a dura')),
        ("{start: }", ("F012", '"start" is empty')),
        ("{delay: 1 day, start: a}", ("F015", '"start" and "delay" in one step')),
        (
            "{branch: b, if: [{in_segment: vip}], then: [exit], send: a}",
            ("F015", '"send" and "branch" in one step; start "send" with its own'),
        ),
        (
            "{send: a, wait_for: b, if: [{did: left_rating}]}",
            ("F015", '"wait_for" and "send" in one step'),
        ),
        ("{branch: a, casse: []}", ("F010", 'unknown key "casse"')),
        ("{send: a, varients: {}}", ("F010", 'unknown key "varients"')),
        ("{wait_for: a, if: [{did: b}], atmost: 1 day}", ("F010", 'unknown key "atmost"')),
    ],
)
def test_what_is_said_of(text: str, said: tuple[str, str]) -> None:
    ((code, message),) = said_of(f"{EVENT_HEAD}steps:\n  - {text}\n")
    assert (code, message[: len(said[1])]) == said


def test_a_key_beside_its_delay_has_lost_its_indent() -> None:
    text = "steps:\n  - delay:\n    until: tuesday\n    timezone: UTC\n"
    said = ("F008", '"until" lost its indent; it belongs below "delay"')
    assert said_of(EVENT_HEAD + text) == [said]


def test_the_conditions_of_a_wait_are_read_once() -> None:
    """What they wait for is found by a first reading, which says nothing."""
    text = "steps:\n  - {wait_for: a, if: [{did: x}], at_most: 3 months}\n"
    assert [code for code, _message in said_of(EVENT_HEAD + text)] == ["F014"]


def test_a_step_at_the_left_belongs_to_the_steps() -> None:
    text = SEND.replace("    subject", "subject")
    said = ("F008", '"subject" lost its indent; it belongs to the step above')
    assert said_of(EVENT_HEAD + text) == [said]
