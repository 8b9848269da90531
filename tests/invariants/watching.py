"""What must hold of every message at the moment when it leaves, and of everything afterwards."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import datetime
from itertools import pairwise

from sqlalchemy import text

from orchestrator.delivery import Message
from tests.engine.world import World
from tests.invariants.flows import AT_MOST, CAP, REENTRY


class Watching:
    """Stands at the sender, and looks into the state."""

    def __init__(self, world: World, now: datetime) -> None:
        self._world = world
        self._left: dict[str, list[datetime]] = defaultdict(list)
        self.now = now
        world.postbox.before = self._leaves

    def _leaves(self, message: Message) -> None:
        """Marketing has consent and no suppression right now, and the sender knows its caps."""
        stops = {"all"}
        if message.flow != "receipt":
            stops.add("marketing")
            assert self._has_consent(message.customer), f"no consent: {message.id}"
            self._left[message.customer].append(self.now)
            _check_windows(self._left[message.customer])
        assert self._stopped(message.to) not in stops, f"suppressed: {message.id}"

    def _has_consent(self, customer: str) -> bool:
        query = text("select accepts_email from customers where id = :key")
        with self._world.shop.engine.connect() as connection:
            return bool(connection.scalar(query, {"key": int(customer)}))

    def _stopped(self, address: str) -> object:
        sql = "select stops from orchestrator.suppression where address = :address"
        found = self._world.rows(sql, address=address)
        return found[0].stops if found else None

    def check(self) -> None:
        """What holds at any time."""
        ids = Counter(each.id for each in self._world.postbox.taken)
        assert set(ids.values()) <= {1}, f"twice at the sender: {ids}"
        self._check_messages()
        self._check_passages()

    def _check_messages(self) -> None:
        sql = "select enrolment, step, customer, message_class, status, finished_at "
        rows = self._world.rows(sql + "from orchestrator.message order by finished_at")
        assert len({(row.enrolment, row.step) for row in rows}) == len(rows)
        left = defaultdict(list)
        for row in rows:
            if row.message_class == "marketing" and row.status in ("sent", "unknown"):
                left[row.customer].append(_instant(row.finished_at))
        for times in left.values():
            _check_windows(times)

    def _check_passages(self) -> None:
        sql = "select flow, customer, entered_at, ended_at from orchestrator.enrolment order by id"
        rows = self._world.rows(sql)
        still = [(row.flow, row.customer) for row in rows if row.ended_at is None]
        alone = [each for each in still if each[0] not in ("both", "receipt")]
        assert len(alone) == len(set(alone)), f"inside twice: {alone}"
        entered = defaultdict(list)
        for row in rows:
            entered[row.flow, row.customer].append(_instant(row.entered_at))
        for (flow, customer), times in entered.items():
            if flow == "never":
                assert len(times) == 1, f"{customer} entered again"
            if flow == "after":
                assert all(b - a >= REENTRY for a, b in pairwise(times)), times

    def check_the_end(self) -> None:
        """What holds once nothing has happened for long."""
        assert self._world.rows("select 1 from orchestrator.enrolment where ended_at is null") == []
        assert set(self._world.statuses()) <= {"sent", "skipped", "unknown", "held_out"}


def _check_windows(times: Iterable[datetime]) -> None:
    """No rolling window has more than the cap; what left exactly a window ago counts no longer."""
    found = sorted(times)
    for earlier, later in zip(found, found[AT_MOST:], strict=False):
        assert later - earlier >= CAP, f"{AT_MOST + 1} between {earlier} and {later}"


def _instant(value: object) -> datetime:
    """As the databases tell it: SQLite as text in UTC."""
    found = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    return found.replace(tzinfo=None)
