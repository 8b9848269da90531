"""Putting another version of a flow in force: everybody is moved once, by step id."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import (
    Connection,
    delete,
    func,
    null,
    or_,
    select,
    update,
)

from orchestrator import tables
from orchestrator.program import Program, Send
from orchestrator.runner.adopting import REMOVED
from orchestrator.runner.joining import begin_spells
from orchestrator.runner.moving import STEP_REMOVED, move
from orchestrator.runner.renaming import rename
from orchestrator.runner.standing import Standing, place_words, standing_in
from orchestrator.runner.transfer import Destination, Transfer
from orchestrator.runner.versions import find_version, record
from orchestrator.runner.watch import find_watch
from orchestrator.runner.workspace import is_dead
from orchestrator.tables import Sql

FLOW_REMOVED = "flow removed"

enrolment, message = tables.enrolment, tables.message


class ApplyError(Exception):
    """A version cannot be put in force now; the text says why. Nothing was changed."""


def apply_version(connection: Connection, program: Program, now: datetime) -> None:
    """Put the program's version in force, in a transaction that holds the flow's lock.

    A flow that has never ticked is left alone: its first tick begins it. Raises ApplyError.
    """
    found = find_watch(connection, program.flow)
    if found is None or found.digest == program.digest:
        return
    refuse_while_sending(connection, program.flow, now)
    _disown(connection, program.flow)
    transfer = transfer_of(connection, program, found.digest)
    destinations = _destinations(connection, program, transfer)
    rename(connection, program.flow, program.renamed)
    _settle_messages(connection, program, now)
    _take_back_changed(connection, program)
    _renew_waiting(connection, program)
    move(connection, program, transfer, destinations, now)
    begin_spells(connection, program, transfer.old, now)
    record(connection, program.flow, program.version, now)
    flow = tables.flow
    connection.execute(
        update(flow)
        .where(flow.c.flow == program.flow)
        .values(digest=program.digest, looks_again=True)
    )


def remove_flow(connection: Connection, flow: str, now: datetime) -> None:
    """Take a flow out of service: its people leave, and its queued messages never do."""
    refuse_while_sending(connection, flow, now)
    _settle(connection, [message.c.flow == flow], FLOW_REMOVED, now)
    inside = (enrolment.c.flow == flow, enrolment.c.ended_at.is_(None))
    left = {"ended_at": now, "end_reason": FLOW_REMOVED, "due_at": null(), "batch": null()}
    connection.execute(update(enrolment).where(*inside).values(**left))
    # Back again it begins anew, and who is a member then counts as one already.
    connection.execute(delete(tables.membership).where(tables.membership.c.flow == flow))
    gone = {"digest": REMOVED, "removed_at": now, "live_at": None, "looks_again": False}
    connection.execute(update(tables.flow).where(tables.flow.c.flow == flow).values(**gone))


def transfer_of(connection: Connection, program: Program, digest: str) -> Transfer:
    """From the version in force to the program's."""
    old = find_version(connection, program.flow, digest)
    return Transfer(old, program.version, program.renamed)


def refuse_while_sending(connection: Connection, flow: str, now: datetime) -> None:
    """A worker that is handing over moves people on by the version that it began with."""
    query = select(message.c.worker).where(
        message.c.flow == flow,
        message.c.status.in_(("claimed", "sending")),
        message.c.lease_until >= now,
    )
    if any(not is_dead(str(worker)) for worker in connection.scalars(query.distinct())):
        text = (
            f"{flow} is being sent by a worker at this moment; apply again when its run has ended"
        )
        raise ApplyError(text)


def _disown(connection: Connection, flow: str) -> None:
    """A worker that comes back past its lease moves nobody any more by the version it knew."""
    in_hand = (message.c.flow == flow, message.c.status.in_(("claimed", "sending")))
    connection.execute(update(message).where(*in_hand).values(token=null()))


def _destinations(
    connection: Connection, program: Program, transfer: Transfer
) -> Mapping[str, Destination]:
    found, lost = {}, []
    for each in standing_in(connection, program.flow):
        destination = transfer.destination(each.position)
        if destination is None or _is_astray(each, destination, program, transfer):
            lost.append(f"{each.people} at {place_words(each.position)}")
        else:
            found[each.position] = destination
    if lost:
        text = (
            f"{program.flow} began under a release that kept no versions, so nobody knows what "
            f"followed on the steps where people stand: {', '.join(lost)}; put these steps back, "
            "or back to what they were, and let it run once"
        )
        raise ApplyError(text)
    return found


def _is_astray(
    standing: Standing, destination: Destination, program: Program, transfer: Transfer
) -> bool:
    """A message is on its way from what is no longer a send, and nobody knows what was."""
    unknown = standing.position not in transfer.before
    return unknown and standing.in_flight > 0 and destination.position not in program.sends


def _settle_messages(connection: Connection, program: Program, now: datetime) -> None:
    gone = [message.c.flow == program.flow, message.c.step.not_in(program.sends)]
    _settle(connection, gone, STEP_REMOVED, now)


def _settle(connection: Connection, of: list[Sql], reason: str, now: datetime) -> None:
    """What waits is skipped; what a worker died over may have left."""
    waits = message.c.status.in_(("queued", "claimed"))
    skipped = {"status": "skipped", "reason": reason, "finished_at": now}
    connection.execute(update(message).where(*of, waits).values(**skipped))
    given_up = {
        "status": "unknown",
        "reason": "the worker died while handing over",
        "finished_at": now,
    }
    died = message.c.status == "sending"
    connection.execute(update(message).where(*of, died).values(**given_up))


def _take_back_changed(connection: Connection, program: Program) -> None:
    """What waits in another channel, or in a variant that is gone, is queued anew by its step."""
    for station in program.version.stations:
        if station.kind != "send":
            continue
        another = [message.c.channel != station.channel]
        if station.variants:
            another.append(func.coalesce(message.c.variant, "").not_in(station.variants))
        else:
            another.append(message.c.variant.is_not(None))
        stale = (
            message.c.flow == program.flow,
            message.c.step == station.position,
            message.c.status.in_(("queued", "claimed")),
            or_(*another),
        )
        first = select(message.c.first_due_at).where(message.c.enrolment == enrolment.c.id, *stale)
        waits = enrolment.c.id.in_(select(message.c.enrolment).where(*stale))
        connection.execute(
            update(enrolment).where(waits).values(due_at=first.limit(1).scalar_subquery())
        )
        connection.execute(delete(message).where(*stale))


def _renew_waiting(connection: Connection, program: Program) -> None:
    """Caps count what waits, and rank it, as what it is now."""
    for each in program.operations:
        if isinstance(each, Send):
            waits = (
                message.c.flow == program.flow,
                message.c.step == each.step,
                message.c.status.in_(("queued", "claimed")),
            )
            values = {
                "message_class": "marketing" if each.marketing else "transactional",
                "topic": each.topic,
                "priority": each.priority,
                "to_customer": each.to_customer,
            }
            connection.execute(update(message).where(*waits).values(**values))
