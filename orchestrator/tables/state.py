"""The orchestrator's own tables: one declaration for both databases."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    UniqueConstraint,
    false,
    text,
    true,
)
from sqlalchemy.dialects.postgresql import JSONB

from orchestrator.tables.types import Instant

SCHEMA = "orchestrator"
SCHEMA_VERSION = 4

metadata = MetaData(schema=SCHEMA)

_ID = BigInteger().with_variant(Integer(), "sqlite")
_JSON = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")

meta = Table(
    "meta",
    metadata,
    Column("name", String, primary_key=True),
    Column("value", String, nullable=False),
)

flow = Table(
    "flow",
    metadata,
    Column("flow", String, primary_key=True),
    Column("digest", String, nullable=False),
    # The first tick.
    Column("began_at", Instant, nullable=False),
    # Nothing from before this instant ever enters.
    Column("starts_at", Instant, nullable=False),
    # Everything up to this instant was judged; null until the first tick has entered.
    Column("watermark", Instant),
    # The last tick that sends; null while the flow is paused.
    Column("live_at", Instant),
    # An edit was applied: what was looked at by the version before is looked at again.
    Column("looks_again", Boolean, nullable=False, server_default=false()),
    # The file was gone when it was applied; back again, the flow begins anew.
    Column("removed_at", Instant),
    # How many were inside after the last tick that did something: counted then, not by idle ones.
    Column("inside", Integer),
)

flow_version = Table(
    "flow_version",
    metadata,
    Column("flow", String, primary_key=True),
    Column("digest", String, primary_key=True),
    Column("recorded_at", Instant, nullable=False),
    Column("file", String, nullable=False),
    # The text of the file, without its secrets; empty where it was not known.
    Column("source", String, nullable=False),
    # Where people may stand: position, kind, line, and what follows.
    Column("stations", _JSON, nullable=False),
    # What decides whether an edit lets people in who would not have entered.
    Column("settings", _JSON, nullable=False),
)

enrolment = Table(
    "enrolment",
    metadata,
    Column("id", _ID, primary_key=True),
    Column("flow", String, nullable=False),
    Column("customer", String, nullable=False),
    Column("trigger_key", String, nullable=False),
    # The value of the trigger's `key`, for re-entry per key.
    Column("trigger_id", String, nullable=False),
    # '' under `reentry: never`, else the trigger key.
    Column("entry_slot", String, nullable=False),
    # '' unless passages may run side by side, else the trigger key.
    Column("open_slot", String, nullable=False),
    Column("digest", String, nullable=False),
    Column("trigger", _JSON, nullable=False),
    Column("triggered_at", Instant, nullable=False),
    Column("entered_at", Instant, nullable=False),
    Column("position", String, nullable=False),
    # Null while a message is in flight, and after the end.
    Column("due_at", Instant),
    Column("batch", String),
    Column("ended_at", Instant),
    Column("end_reason", String),
    # Since when they wait at their step; null when they have just arrived there.
    Column("waits_since", Instant),
    # Walks the flow to compare with, and gets nothing.
    Column("held_out", Boolean, nullable=False, server_default=false()),
    UniqueConstraint("flow", "customer", "trigger_key", name="enrolment_once_per_trigger"),
    UniqueConstraint("flow", "customer", "entry_slot", name="enrolment_once_per_slot"),
    Index(
        "enrolment_one_open",
        "flow",
        "customer",
        "open_slot",
        unique=True,
        sqlite_where=text("ended_at IS NULL"),
        postgresql_where=text("ended_at IS NULL"),
    ),
    Index(
        "enrolment_due",
        "flow",
        "position",
        "due_at",
        sqlite_where=text("ended_at IS NULL"),
        postgresql_where=text("ended_at IS NULL"),
    ),
    Index(
        "enrolment_batch",
        "batch",
        sqlite_where=text("batch IS NOT NULL"),
        postgresql_where=text("batch IS NOT NULL"),
    ),
)

passage = Table(
    "passage",
    metadata,
    Column("enrolment", ForeignKey(enrolment.c.id), primary_key=True),
    Column("step", String, primary_key=True),
    Column("arm", String, nullable=False),
    Column("at", Instant, nullable=False),
    # The row that ended a wait, frozen.
    Column("awaited", _JSON),
)

message = Table(
    "message",
    metadata,
    Column("id", _ID, primary_key=True),
    Column("enrolment", ForeignKey(enrolment.c.id), nullable=False),
    Column("flow", String, nullable=False),
    Column("customer", String, nullable=False),
    Column("step", String, nullable=False),
    Column("channel", String, nullable=False),
    Column("message_class", String, nullable=False),
    Column("variant", String),
    Column("status", String, nullable=False),
    Column("reason", String),
    Column("address", String),
    # `not_after` counts from the first; a retry moves the second.
    Column("first_due_at", Instant, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("attempts", Integer, nullable=False, server_default=text("0")),
    Column("token", String),
    Column("worker", String),
    Column("lease_until", Instant),
    # When it was sent, or ended in another way.
    Column("finished_at", Instant),
    Column("topic", String),
    Column("priority", Integer, nullable=False, server_default=text("50")),
    # False: it is for the staff or a webhook.
    Column("to_customer", Boolean, nullable=False, server_default=true()),
    UniqueConstraint("enrolment", "step", name="message_once_per_step"),
    Index("message_of_customer", "customer", "finished_at"),
    Index(
        "message_queued",
        "flow",
        "step",
        "due_at",
        sqlite_where=text("status = 'queued'"),
        postgresql_where=text("status = 'queued'"),
    ),
    Index(
        "message_in_flight",
        "flow",
        "status",
        "lease_until",
        sqlite_where=text("status IN ('claimed', 'sending')"),
        postgresql_where=text("status IN ('claimed', 'sending')"),
    ),
    Index(
        "message_token",
        "token",
        sqlite_where=text("token IS NOT NULL"),
        postgresql_where=text("token IS NOT NULL"),
    ),
)

# Locked while a customer's messages are counted, so that nobody claims another one meanwhile.
contact = Table(
    "contact",
    metadata,
    Column("customer", String, primary_key=True),
    # Of the claim that last counted.
    Column("token", String, nullable=False),
    Index("contact_token", "token"),
)

# What steps have written of customers; the customer tables are only ever read.
fact = Table(
    "fact",
    metadata,
    Column("customer", String, primary_key=True),
    Column("name", String, primary_key=True),
    # As text; null where a step set it to what was missing.
    Column("value", String),
    Column("at", Instant, nullable=False),
)

tag = Table(
    "tag",
    metadata,
    Column("customer", String, primary_key=True),
    Column("tag", String, primary_key=True),
    Column("at", Instant, nullable=False),
)

suppression = Table(
    "suppression",
    metadata,
    Column("channel", String, primary_key=True),
    # In lower case, without spaces around it.
    Column("address", String, primary_key=True),
    Column("reason", String, nullable=False),
    Column("at", Instant, nullable=False),
    # marketing | all
    Column("stops", String, nullable=False, server_default="all"),
)

membership = Table(
    "membership",
    metadata,
    # Whose spells: a flow's own, or `segment:NAME` where a segment remembers its members.
    Column("flow", String, primary_key=True),
    Column("customer", String, primary_key=True),
    Column("since", Instant, primary_key=True),
    Column("until", Instant),
    Index(
        "membership_open",
        "flow",
        "customer",
        unique=True,
        sqlite_where=text("until IS NULL"),
        postgresql_where=text("until IS NULL"),
    ),
    Index("membership_since", "flow", "since"),
)

# The candidates of the last hours, so that none is judged twice.
judged = Table(
    "judged",
    metadata,
    Column("flow", String, primary_key=True),
    Column("customer", String, primary_key=True),
    # The row and when it moved.
    Column("candidate", String, primary_key=True),
    Column("at", Instant, nullable=False),
    # Who judges it: the tick's own statements look at these candidates alone.
    Column("batch", String, nullable=False),
    Index("judged_at", "flow", "at"),
)

tick = Table(
    "tick",
    metadata,
    Column("id", _ID, primary_key=True),
    Column("flow", String, nullable=False),
    Column("now", Instant, nullable=False),
    Column("digest", String, nullable=False),
    Column("counts", _JSON, nullable=False),
    Index("tick_of_flow", "flow", "now"),
)
