"""The project: the database, what it means, and what flows share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import timedelta
from enum import StrEnum

from orchestrator.catalog import Catalog
from orchestrator.conditions import Condition
from orchestrator.diagnostics import Path
from orchestrator.model.flow import FrequencyCap, Hold, SendWindow
from orchestrator.model.steps import Channel
from orchestrator.records import dataclass


@dataclass(frozen=True)
class Segment:
    """Members are those who meet all `conditions`.

    With `stay` (hysteresis) a member remains one as long as they meet all of that instead.
    """

    name: str
    conditions: tuple[Condition, ...]
    stay: tuple[Condition, ...] = ()
    path: Path = field(default=(), compare=False)


@dataclass(frozen=True)
class Defaults:
    timezone: str = "UTC"
    locale: str = "en"
    send_window: SendWindow | None = None
    frequency_cap: tuple[FrequencyCap, ...] = ()
    hold: Hold | None = None


class SenderType(StrEnum):
    OUTBOX = "outbox"
    SMTP = "smtp"
    APPRISE = "apprise"
    """An SMS or chat gateway, by its Apprise URL."""
    WEBHOOK = "webhook"


CHANNELS = {
    SenderType.OUTBOX: (Channel.EMAIL, Channel.SMS, Channel.WEBHOOK),
    SenderType.SMTP: (Channel.EMAIL,),
    SenderType.APPRISE: (Channel.SMS,),
    SenderType.WEBHOOK: (Channel.WEBHOOK,),
}
"""What each type of sender can carry."""


@dataclass(frozen=True)
class SenderSettings:
    """Where messages leave: `email` and `sms` by those names, others where a send says `to`.

    `secret` signs unsubscribe links and, for a webhook, the body.
    """

    type: SenderType
    from_address: str = ""
    channel: Channel = Channel.EMAIL
    recipient: str | None = None
    """Who gets what is sent `to` it, if that is not the customer: an address or a number."""
    url: str | None = field(default=None, repr=False)
    """Of an Apprise gateway or a webhook."""
    reply_to: str | None = None
    folder: str = "outbox"
    host: str = "127.0.0.1"
    port: int = 25
    username: str | None = None
    password: str | None = field(default=None, repr=False)
    security: str = "none"
    """none | starttls | tls"""
    unsubscribe_url: str | None = None
    secret: str | None = field(default=None, repr=False)
    path: Path = field(default=(), compare=False)


@dataclass(frozen=True)
class Coupon:
    """What a template reads as `coupon.code` and, with `valid_for`, `coupon.valid_until`."""

    name: str
    code: str
    valid_for: timedelta | None = None
    path: Path = field(default=(), compare=False)


@dataclass(frozen=True)
class Database:
    url: str
    state: str | None = None
    """SQLite only: the file of the orchestrator's own tables; default beside the database."""


@dataclass(frozen=True)
class Project:
    root: str
    database: Database
    catalog: Catalog
    segments: Mapping[str, Segment] = field(default_factory=dict)
    senders: Mapping[str, SenderSettings] = field(default_factory=dict)
    """By name; `email` and `sms` carry what goes to customers."""
    defaults: Defaults = Defaults()
    coupons: Mapping[str, Coupon] = field(default_factory=dict)
    tags: tuple[str, ...] = ()
    """Tags that something else than a flow's `update` gives."""
    constants: Mapping[str, str | int | float | bool] = field(default_factory=dict)
