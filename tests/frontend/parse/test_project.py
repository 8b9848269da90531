"""orchestrator.yml: what flows share."""

from __future__ import annotations

from datetime import time, timedelta

import pytest

from orchestrator.catalog import Column, Type
from orchestrator.conditions import Compare, InSegment, Operator, Ref
from orchestrator.model import (
    Channel,
    Coupon,
    FrequencyCap,
    Hold,
    Segment,
    SenderSettings,
    SenderType,
    SendWindow,
)
from tests.frontend.parse.reading import CUSTOMER, project_of, read_project, whole_project

HEAD = "database: {url: x}\ncatalog: {customers: {table: customers, key: id}}\n"
DAY = timedelta(days=1)
FROM = "from: Shop <hello@shop.example>"


def test_defaults() -> None:
    text = """\
defaults:
  send_window: 08:00-21:00
  frequency_cap: {at_most: 1, per: 1 day}
  hold_while: [{in_segment: vip}]
  hold_at_most: 1 day
"""
    defaults = project_of(HEAD + text).defaults
    assert (defaults.timezone, defaults.locale) == ("UTC", "en")
    assert defaults.send_window == SendWindow(time(8), time(21))
    assert defaults.frequency_cap == (FrequencyCap(1, DAY),)
    assert defaults.hold == Hold((InSegment("vip"),), DAY)


def test_segments_read_constants() -> None:
    text = """\
constants: {often: 5}
segments:
  loyal: {enter: [{customer.n: {at_least: constants.often}}], stay: [{in_segment: vip}]}
  vip: [{customer.n: 1}]
"""
    enter = Compare(Ref(CUSTOMER, "n"), Operator.AT_LEAST, 5)
    once = Compare(Ref(CUSTOMER, "n"), Operator.IS, 1)
    assert project_of(HEAD + text).segments == {
        "loyal": Segment("loyal", (enter,), (InSegment("vip"),)),
        "vip": Segment("vip", (once,)),
    }


def test_coupons_and_tags() -> None:
    text = "coupons: {a-1: {code: A1, valid_for: 1 day}, b: {code: B}}\ntags: [staff, b2b]\n"
    project = project_of(HEAD + text)
    assert project.coupons == {"a-1": Coupon("a-1", "A1", DAY), "b": Coupon("b", "B")}
    assert project.tags == ("staff", "b2b")


SENDERS = [
    (f"email: {{type: outbox, {FROM}}}", Channel.EMAIL),
    ("sms: {type: outbox}", Channel.SMS),
    ("sms: {type: apprise, url: x}", Channel.SMS),
    ("shop: {type: apprise, url: x}", Channel.SMS),
    (f"shop: {{type: smtp, {FROM}, to: a@shop.example}}", Channel.EMAIL),
    ("shop: {type: webhook, url: x, secret: y}", Channel.WEBHOOK),
    ("shop: {type: outbox, channel: webhook}", Channel.WEBHOOK),
]


@pytest.mark.parametrize(("text", "channel"), SENDERS)
def test_what_a_sender_carries(text: str, channel: Channel) -> None:
    (sender,) = project_of(f"{HEAD}senders:\n  {text}\n").senders.values()
    assert sender.channel is channel


def test_a_sender_with_everything() -> None:
    assert whole_project().senders["email"] == SenderSettings(
        type=SenderType.SMTP,
        from_address="Shop <hello@shop.example>",
        reply_to="help@shop.example",
        host="smtp.shop.example",
        port=587,
        username="${SMTP_USERNAME}",
        password="${SMTP_PASSWORD}",  # noqa: S106
        security="starttls",
        unsubscribe_url="https://shop.example/unsubscribe",
        secret="${SECRET}",  # noqa: S106
    )
    service = whole_project().senders["service"]
    assert (service.recipient, service.folder) == ("service@shop.example", "staff")
    assert whole_project().senders["sms"].url == "${SMS_URL}"


def test_what_of_the_catalog_is_typed() -> None:
    catalog = whole_project().catalog
    assert catalog.customers.facts["trial_ends"] is Type.DATE
    assert catalog.events["placed_order"].changed == Column("updated_at", Type.TIME)
    owner = catalog.records["subscription"].customer
    assert owner == Column("customer_id", catalog.customers.key.type)
    assert catalog.customers.attributes["joined_at"].type is Type.TIME
    items = catalog.events["placed_order"].items
    assert items
    assert items.properties["price"].type is Type.NUMBER


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("senders: {email: {type: outbox}}", ("F011", '"from" is missing')),
        (f"senders: {{email: {{type: webhook, url: x, {FROM}}}}}", ("F013", "a sender of the")),
        ("senders: {sms: {type: smtp}}", ("F013", 'a sender of the type "smtp" carries no sms')),
        (
            f"senders: {{email: {{type: outbox, channel: sms, {FROM}}}}}",
            ("F013", 'the sender "email" carries email; give another name'),
        ),
        ("senders: {shop: {type: outbox}}", ("F011", '"channel" is missing: say what')),
        ("senders: {shop: {type: webhook}}", ("F011", '"url" is missing')),
        ("senders: {shop: {type: smtp}}", ("F011", '"from" is missing; every e-mail')),
        ("segments: {a: {enter: [{in_segment: b}]}}", ("F011", '"stay" is missing')),
        ("segments: {a: [{customer.n: constants.b}]}", ("F036", "the project has no constant")),
        ("coupons: {a: WELCOME}", ("F012", '"a" must be keys with values')),
        (
            "defaults: {frequency_cap: {at_most: 1, per: 1 day, of: this_flow}}",
            ("F013", '"this_flow" means nothing in the defaults'),
        ),
        ("records: {}", ("F008", '"records" lost its indent; it belongs below "catalog"')),
        ("segments:\nvip: [{customer.n: 1}]", ("F008", '"vip" lost its indent; it belongs')),
    ],
)
def test_what_is_said_of(text: str, said: tuple[str, str]) -> None:
    (found,) = read_project(f"{HEAD}{text}\n")[1]
    assert (found.code.number, found.message[: len(said[1])]) == said


def test_a_property_may_not_take_the_name_of_the_lines() -> None:
    event = "{table: t, key: k, customer: c, time: t, properties: {items: n}}"
    text = HEAD.replace("{customers:", f"{{events: {{e: {event}}}, customers:")
    (found,) = read_project(text)[1]
    assert found.code.number == "F013"
    assert found.path == ("catalog", "events", "e", "properties", "items")
