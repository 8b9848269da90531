"""A small shop that has one of everything a flow can name."""

from __future__ import annotations

from datetime import timedelta

from orchestrator.catalog import (
    Aggregate,
    AggregateAttribute,
    Catalog,
    Column,
    ColumnAttribute,
    Customers,
    Event,
    Items,
    Record,
    Responses,
    Table,
    Type,
)
from orchestrator.conditions import Compare, InSegment, Operator, Ranked, Ref, Scope
from orchestrator.model import (
    Channel,
    Coupon,
    Database,
    Project,
    Segment,
    SenderSettings,
    SenderType,
)

NUMBER_KEY = Column("id", Type.NUMBER)

CUSTOMERS = Customers(
    source=Table("customers"),
    key=NUMBER_KEY,
    created=Column("created_at", Type.TIME),
    email="email",
    phone="phone",
    timezone="timezone",
    locale="locale",
    consent={"email": "accepts_email", "sms": "accepts_sms"},
    attributes={
        "first_name": ColumnAttribute(Column("first_name")),
        "country": ColumnAttribute(Column("country")),
        "is_member": ColumnAttribute(Column("is_member", Type.BOOLEAN)),
        "birthday": ColumnAttribute(Column("birthday", Type.DATE)),
        "joined_at": ColumnAttribute(Column("created_at", Type.TIME)),
        "orders_count": AggregateAttribute(Aggregate.COUNT, "placed_order"),
        "total_spent": AggregateAttribute(Aggregate.SUM, "placed_order", "total"),
        "last_order_at": AggregateAttribute(Aggregate.LATEST, "placed_order"),
    },
    facts={"nps": Type.NUMBER, "taste": Type.TEXT, "asked_on": Type.DATE},
)

EVENTS = {
    "placed_order": Event(
        name="placed_order",
        source=Table("orders"),
        key=NUMBER_KEY,
        customer=Column("customer_id", Type.NUMBER),
        time=Column("created_at", Type.TIME),
        changed=Column("updated_at", Type.TIME),
        value=Column("total", Type.NUMBER),
        properties={
            "order_no": Column("order_no"),
            "total": Column("total", Type.NUMBER),
            "delivered_on": Column("delivered_on", Type.DATE),
            "is_gift": Column("is_gift", Type.BOOLEAN),
            "sku": Column("sku"),
        },
        items=Items(
            "order_lines",
            "order_id",
            {
                "category": Column("category"),
                "price": Column("price", Type.NUMBER),
            },
        ),
        records={"product": Column("sku")},
    ),
    "gave_rating": Event(
        name="gave_rating",
        source=Table("ratings"),
        key=NUMBER_KEY,
        customer=Column("customer_id", Type.NUMBER),
        time=Column("created_at", Type.TIME),
        properties={"stars": Column("stars", Type.NUMBER), "comment": Column("comment")},
    ),
}

RECORDS = {
    "product": Record(
        "product",
        Table("products"),
        Column("sku"),
        {"name": Column("name"), "stock": Column("stock", Type.NUMBER)},
    ),
    "subscription": Record(
        "subscription",
        Table("subscriptions"),
        NUMBER_KEY,
        {"renews_at": Column("renews_at", Type.TIME), "plan": Column("plan")},
        customer=Column("customer_id", Type.NUMBER),
    ),
}

RESPONSES = Responses(
    source=Table("mail_events"),
    message=Column("message_id"),
    kind=Column("kind"),
    time=Column("happened_at", Type.TIME),
)


def _spent(at_least: int) -> Compare:
    return Compare(Ref(Scope.CUSTOMER, "total_spent"), Operator.AT_LEAST, at_least)


SEGMENTS = {
    "buyers": Segment("buyers", (_spent(1),)),
    "vip": Segment(
        "vip",
        (Ranked(Ref(Scope.CUSTOMER, "total_spent"), 0, 20, among="buyers"),),
        stay=(_spent(1000), InSegment("buyers")),
    ),
}

PROJECT = Project(
    root="",
    database=Database("sqlite:///shop.db"),
    catalog=Catalog(CUSTOMERS, EVENTS, RECORDS, RESPONSES),
    segments=SEGMENTS,
    senders={
        "email": SenderSettings(SenderType.OUTBOX, "Shop <hello@shop.example>"),
        "sms": SenderSettings(SenderType.OUTBOX, channel=Channel.SMS),
        "service": SenderSettings(
            SenderType.OUTBOX, "Shop <hello@shop.example>", recipient="service@shop.example"
        ),
        "erp": SenderSettings(
            SenderType.WEBHOOK, channel=Channel.WEBHOOK, url="https://erp.example/hook"
        ),
    },
    coupons={"welcome-10": Coupon("welcome-10", "WELCOME10", timedelta(days=14))},
    tags=("staff",),
    constants={"free_shipping_from": 500},
)
