"""A year of a real shop through `flows simulate`, held against the oracle customer by customer."""

from __future__ import annotations

import hashlib
import json
import shutil
import sqlite3
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.real.command import flows
from tests.real.online_retail.load import load
from tests.real.online_retail.oracle import Happening, read_customers, replay
from tests.real.shared_data import shared_file

FIRST_DAY = datetime(2011, 1, 1, tzinfo=UTC)
LAST_DAY = datetime(2011, 12, 9, tzinfo=UTC)
SHOWN = 12


@pytest.fixture(scope="module")
def delivered() -> Path:
    return shared_file("online_retail/year_2010_2011.parquet")


@pytest.fixture(scope="module")
def database(delivered: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("online_retail") / "online_retail.db"
    load(delivered, file)
    return file


def test_the_table_is_as_delivered(database: Path) -> None:
    with closing(sqlite3.connect(database)) as connection:
        (row,) = connection.execute(
            "select count(*), count(distinct invoice), count(distinct customer_id),"
            " sum(customer_id is null), sum(invoice like 'A%'), min(invoice_date),"
            " max(invoice_date) from invoice_lines"
        )
    assert row == (
        541_909,
        25_900,
        4_372,
        135_080,
        3,
        "2010-12-01 08:26:00",
        "2011-12-09 12:50:00",
    )


def test_the_oracle_tells_what_it_told(delivered: Path) -> None:
    """Hold the oracle itself still: these numbers were once confirmed in closed form."""
    happenings = replay(read_customers(delivered), daily_ticks(FIRST_DAY, LAST_DAY))
    assert Counter((each.flow, each.what) for each in happenings) == {
        ("thank-you", "entered"): 16_582,
        ("thank-you", "sent thank-you"): 16_236,
        ("thank-you", "sent how-was-it"): 12_694,
        ("thank-you", "finished"): 12_694,
        ("thank-you", "exited"): 2_795,
        ("win-back", "entered"): 1_307,
        ("win-back", "sent we-miss-you"): 1_307,
        ("win-back", "sent last-offer"): 1_029,
        ("win-back", "finished"): 1_029,
        ("win-back", "exited"): 209,
    }


@pytest.mark.parametrize(
    "hour",
    [
        pytest.param(0, id="at-midnight"),
        # The shop is closed at midnight. At noon orders and refunds fall on the tick itself, so
        # this run tells < from <= at both ends of every window.
        pytest.param(12, id="at-noon"),
    ],
)
def test_simulate_agrees_with_the_oracle(
    hour: int, delivered: Path, database: Path, tmp_path: Path
) -> None:
    first, last = FIRST_DAY + timedelta(hours=hour), LAST_DAY + timedelta(hours=hour)
    expected = replay(read_customers(delivered), daily_ticks(first, last))
    project = tmp_path / "project"
    shutil.copytree(Path(__file__).parent / "project", project)
    before = digest(database)
    simulated = simulate(project, database, first, last)
    sys.stdout.write(counts("oracle", expected) + counts("simulate", simulated))
    if differences(expected, simulated):
        pytest.fail(describe(expected, simulated), pytrace=False)
    assert digest(database) == before


def digest(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def daily_ticks(first: datetime, last: datetime) -> Sequence[datetime]:
    return [first + timedelta(days=day) for day in range((last - first).days + 1)]


def simulate(project: Path, database: Path, first: datetime, last: datetime) -> list[Happening]:
    period = ("--from", told(first), "--to", told(last), "--every", "1 day")
    printed = flows("simulate", *period, "--format", "json", project=project, database=database)
    return [happening(*event) for event in json.loads(printed)["events"]]


def told(instant: datetime) -> str:
    return f"{instant:%Y-%m-%d}" if instant.hour == 0 else f"{instant:%Y-%m-%d %H:%M:%S}"


def happening(
    flow: str, what: str, customer: str, trigger_key: str | None, instant: str, step: str | None
) -> Happening:
    """Tell an event as the oracle does: how a membership spell is named is the engine's affair."""
    return Happening(
        at=datetime.fromisoformat(instant).replace(tzinfo=UTC),
        flow=flow,
        customer=customer,
        trigger_key=trigger_key if flow == "thank-you" else None,
        what=f"sent {step}" if what == "sent" else what,
    )


def counts(name: str, happenings: Iterable[Happening]) -> str:
    numbers = sorted(Counter((each.flow, each.what) for each in happenings).items())
    lines = (f"  {flow:<10} {what:<18} {number:>6}" for (flow, what), number in numbers)
    return "\n".join((f"{name}:", *lines, ""))


def differences(
    expected: Sequence[Happening], simulated: Sequence[Happening]
) -> list[tuple[Happening, str]]:
    """List what only one of the two tells, or tells more often, in the order of time."""
    ours, theirs = Counter(expected), Counter(simulated)
    only = [(each, "only the oracle") for each in (ours - theirs).elements()]
    only += [(each, "only simulate") for each in (theirs - ours).elements()]
    return sorted(only, key=lambda difference: in_order(difference[0]))


def describe(expected: Sequence[Happening], simulated: Sequence[Happening]) -> str:
    """Show the first differences, and both stories of the customer who differs first."""
    only = differences(expected, simulated)
    first = only[0][0]
    lines = [f"{len(only)} differences; the first {min(SHOWN, len(only))}:"]
    lines += [f"  {who:<16} {line(each)}" for each, who in only[:SHOWN]]
    for name, story in (("oracle", expected), ("simulate", simulated)):
        lines.append(f"customer {first.customer} in {first.flow}, {name}:")
        lines += [
            f"  {line(each)}" for each in sorted(story, key=in_order) if is_about(each, first)
        ]
    return "\n".join(lines)


def is_about(each: Happening, other: Happening) -> bool:
    return (each.flow, each.customer) == (other.flow, other.customer)


def in_order(each: Happening) -> tuple[datetime, str, str, str, str]:
    return each.at, each.flow, each.customer, each.trigger_key or "", each.what


def line(each: Happening) -> str:
    return f"{each.at:%Y-%m-%d %H:%M} {each.flow} {each.customer} {each.trigger_key or '-'} {each.what}"
