"""What is left after all kills, held against what was owed."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, text

from orchestrator.runner.sending import GROUP
from tests.crash.flows import OFFERS_APART, Order, Owed, owed
from tests.crash.mail_server import Mail

DIED = "the worker died while handing over"


@dataclass(frozen=True)
class Verdict:
    kills: int
    orders: int
    owed: int
    statuses: Counter[str]
    at_server: int
    lost: list[str]
    doubled: list[str]
    wrong: list[str]
    """What else must not be: passages left open, unknown messages that nobody was killed over."""

    @property
    def is_good(self) -> bool:
        return not (self.lost or self.doubled or self.wrong)

    def lines(self) -> list[str]:
        ends = ", ".join(f"{number} {status}" for status, number in sorted(self.statuses.items()))
        return [
            f"{self.kills} kills, {self.orders} orders",
            f"messages owed {self.owed}: {ends}; taken by the mail server {self.at_server}",
            f"lost={len(self.lost)} doubled={len(self.doubled)} wrong={len(self.wrong)}",
            *(f"  {each}" for each in (*self.lost, *self.doubled, *self.wrong)),
        ]


def judge(
    connection: Connection, mails: Sequence[Mail], orders: Sequence[Order], killed: Sequence[str]
) -> Verdict:
    rows = list(connection.execute(text("select * from orchestrator.message order by id")))
    due = Counter(each for order in orders for each in owed(order))
    written = Counter(Owed(row.flow, row.step, row.customer) for row in rows)
    lost = [f"never queued: {each}" for each in (due - written).elements()]
    doubled = [f"queued twice: {each}" for each in (written - due).elements()]
    name = connection.scalar(
        text("select value from orchestrator.meta where name = 'installation'")
    )
    taken = Counter(mail.id for mail in mails)
    known = {f"{name}-{row.id}": row for row in rows}
    for key, row in known.items():
        if row.status == "sent" and not taken[key]:
            lost.append(f"sent, but not at the server: {key}")
        if taken[key] > (1 if row.status in ("sent", "unknown") else 0):
            doubled.append(f"{row.status}, but {taken[key]} times at the server: {key}")
    doubled += [f"of no message that we know: {key}" for key in taken if key not in known]
    arrived = Counter(Owed(mail.flow, mail.step, _customer(mail)) for mail in mails)
    doubled += [f"more mails than owed: {each}" for each in (arrived - due).elements()]
    return Verdict(
        kills=len(killed),
        orders=len(orders),
        owed=due.total(),
        statuses=Counter(row.status for row in rows),
        at_server=len(mails),
        lost=lost,
        doubled=doubled,
        wrong=[*_unended(connection), *_unexplained(rows, killed), *_too_close(rows)],
    )


def _customer(mail: Mail) -> str:
    return mail.to.partition("@")[0].removeprefix("c")


def _unended(connection: Connection) -> list[str]:
    query = text("select flow, position from orchestrator.enrolment where ended_at is null")
    return [f"still inside {row.flow} at {row.position}" for row in connection.execute(query)]


def _unexplained(rows: Sequence[Row[Any]], killed: Sequence[str]) -> list[str]:
    """Every message is final; unknown are at most one group of each worker that was killed."""
    final = ("sent", "unknown", "skipped")
    found = [f"{row.status}: {row.reason}" for row in rows if row.status not in final]
    found += [f"skipped: {row.reason}" for row in rows if row.reason not in (None, "cap", DIED)]
    groups = Counter(row.worker for row in rows if row.status == "unknown")
    found += [f"{worker} was not killed" for worker in groups if worker not in killed]
    return found + [f"{n} unknown of {worker}" for worker, n in groups.items() if n > GROUP]


def _too_close(rows: Sequence[Row[Any]]) -> list[str]:
    """The cap's promise: no two offers to one customer within its window."""
    times: dict[str, list[datetime]] = defaultdict(list)
    for row in rows:
        if row.flow == "offer" and row.status in ("sent", "unknown"):
            times[row.customer].append(row.finished_at)
    return [
        f"two offers to {customer}: {earlier} and {later}"
        for customer, found in times.items()
        for earlier, later in zip(sorted(found), sorted(found)[1:], strict=False)
        if later - earlier < OFFERS_APART
    ]
