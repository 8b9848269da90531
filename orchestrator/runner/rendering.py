"""From a row of the context query to a message that is ready to leave."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, TypeAlias

from sqlalchemy import Connection, Row

from orchestrator.delivery import Message, named_address, unsubscribe_headers, unsubscribe_link
from orchestrator.model import Channel
from orchestrator.program import Content, Context, Field, Program, Send, values_in
from orchestrator.runner.occurrences import is_zone
from orchestrator.runner.values import read_value
from orchestrator.runner.workspace import Workspace
from orchestrator.templates import Content as Body
from orchestrator.templates import RenderError

Lines: TypeAlias = Sequence[Mapping[str, object]]


def read_lines(
    connection: Connection, context: Context, given: Mapping[str, object]
) -> dict[int, Lines]:
    """The lines of the triggering event, by message, as they come."""
    lines: dict[int, list[Mapping[str, object]]] = defaultdict(list)
    if context.items is not None:
        rows = connection.execute(context.items.clause, values_in(connection, context.items, given))
        for row in rows:
            values = row._mapping  # noqa: SLF001 - SQLAlchemy's public name for it
            lines[row.message].append(
                {each.label: values[each.label] for each in context.item_fields}
            )
    return dict(lines)


class Rendering:
    """Renders the messages of one send step."""

    def __init__(self, operation: Send, program: Program, workspace: Workspace) -> None:
        self._operation = operation
        self._program = program
        self._workspace = workspace

    def message(self, row: Row[Any], lines: Lines, now: datetime) -> Message:
        """Render one message. Raises RenderError, which is that message's end."""
        message_id = f"{self._workspace.installation}-{row.message}"
        if self._workspace.is_rehearsal:
            return self._unrendered(row, message_id, now)
        unsubscribe, headers = self._unsubscribe(row.customer, message_id)
        content = self._operation.contents[row.variant]
        values = self._values(row, lines, content) | {
            "unsubscribe_url": unsubscribe,
            "coupon": self._coupon(row.coupon_since or now),
        }
        subject = self._subject(content, row, values)
        body = self._body(content, row, values | {"subject": subject})
        return Message(
            id=message_id,
            flow=self._program.flow,
            step=self._operation.step,
            customer=row.customer,
            to=(row.address or "").strip(" "),  # as the guard's SQL trims it, no more
            subject=subject,
            html=body.html,
            text=body.text,
            at=now,
            headers=headers,
            channel=self._operation.channel,
        )

    def _unrendered(self, row: Row[Any], message_id: str, now: datetime) -> Message:
        program, step = self._program.flow, self._operation.step
        return Message(message_id, program, step, row.customer, row.address, "", "", "", now)

    def _body(self, content: Content, row: Row[Any], values: Mapping[str, object]) -> Body:
        """A webhook without a template has a body of its own making."""
        if not content.template:
            return Body()
        return self._workspace.templates.render(
            content.template, self._operation.channel, **self._recipient(row), context=values
        )

    def _coupon(self, since: datetime) -> Mapping[str, object] | None:
        """Its time begins with the first message that carries it: a reminder adds nothing."""
        coupon = self._operation.coupon
        if coupon is None:
            return None
        valid_until = since + coupon.valid_for if coupon.valid_for else None
        return {"code": coupon.code, "valid_until": valid_until}

    def _subject(self, content: Content, row: Row[Any], values: Mapping[str, object]) -> str:
        templates = self._workspace.templates
        return templates.render_subject(
            content.subject, content.subjects, **self._recipient(row), context=values
        )

    def _recipient(self, row: Row[Any]) -> Any:  # noqa: ANN401 - keyword arguments
        defaults = self._workspace.project.defaults
        zone = row.timezone if is_zone(row.timezone) else defaults.timezone
        return {"locale": row.locale or defaults.locale, "zone": zone}

    def _values(self, row: Row[Any], lines: Lines, content: Content) -> dict[str, object]:
        values: dict[str, Any] = {
            "customer": {},
            "trigger": {},
            "constants": self._workspace.project.constants,
            "locale": row.locale or self._workspace.project.defaults.locale,
        }
        found = row._mapping  # noqa: SLF001 - SQLAlchemy's public name for it
        context = self._operation.context
        try:
            for each in context.fields:
                if not each.is_row:
                    _put(values, each, found[each.label])
            for each in context.fields:
                if each.is_row:
                    _put_row(values, each, is_there=bool(found[each.label]))
            values["trigger"]["items"] = [_line(context.item_fields, line) for line in lines]
        except _UnreadableError as error:
            raise RenderError(content.template, 0, str(error)) from error
        return values

    def _unsubscribe(self, customer: str, message_id: str) -> tuple[str | None, dict[str, str]]:
        """The link and the headers; a mail without a page for it is answered with a mail."""
        operation = self._operation
        if not (operation.marketing and operation.to_customer):
            return None, {}
        settings = self._workspace.project.senders[operation.sender]
        secret = self._workspace.secrets.get(operation.sender)
        if settings.unsubscribe_url and secret:
            link = unsubscribe_link(
                settings.unsubscribe_url,
                secret,
                customer=customer,
                channel=operation.channel.value,
                message_id=message_id,
            )
        elif operation.channel is Channel.EMAIL:
            ours = named_address(settings.reply_to or settings.from_address)
            link = f"mailto:{ours.addr_spec}?subject=unsubscribe"
        else:
            return None, {}
        return link, unsubscribe_headers(link)


class _UnreadableError(Exception):
    """A value of another type than the catalog says."""


def _line(fields: Sequence[Field], line: Mapping[str, object]) -> dict[str, object]:
    values: dict[str, object] = {}
    for each in fields:
        _put(values, each, line[each.label])
    return values


def _put_row(values: dict[str, Any], each: Field, *, is_there: bool) -> None:
    """What is not there is empty as a whole, and so is all that is read of it."""
    *way, name = each.path
    target = values
    for part in way:
        target = target.setdefault(part, {})
    if is_there:
        target.setdefault(name, True)
    else:
        target[name] = None


def _put(values: dict[str, Any], each: Field, value: object) -> None:
    *way, name = each.path
    target = values
    for part in way:
        target = target.setdefault(part, {})
    try:
        target[name] = read_value(value, each.type)
    except ValueError as error:
        message = f"{'.'.join(each.path)} is no {each.type} for this customer"
        raise _UnreadableError(message) from error
