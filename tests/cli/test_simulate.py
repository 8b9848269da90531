"""`flows simulate` as a user meets it."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from hashlib import sha256
from pathlib import Path

from tests.cli.conftest import Flows

SPAN = ("--from", "2026-03-20", "--to", "2026-03-31")
FLOWS = ["abandoned-cart", "post-purchase", "welcome", "win-back"]


def entered(table: str) -> dict[str, int]:
    """How many entered each flow, as the tables tell."""
    found: dict[str, int] = {}
    flow = ""
    for line in table.splitlines():
        if line and not line.startswith(" "):
            flow = line.split()[0]
        elif line.split()[:1] == ["entered"]:
            found.setdefault(flow, int(line.split()[1]))
    return found


def test_the_tables_and_the_document_tell_the_same_numbers(flows: Flows) -> None:
    printed = flows("simulate", *SPAN).stdout
    document = json.loads(flows("simulate", *SPAN, "--format", "json").stdout)
    assert sorted(entered(printed)) == FLOWS
    assert entered(printed) == {
        flow: counts["entered"] for flow, counts in document["summary"].items()
    }
    assert sum(counts["entered"] for counts in document["summary"].values()) == sum(
        what == "entered" for _, what, *_ in document["events"]
    )


def test_no_table_is_wider_than_a_page_and_none_begins_before_the_first_tick(flows: Flows) -> None:
    printed = flows("simulate", "--from", "2026-01-07", "--to", "2026-02-15").stdout
    tables, _, _ = printed.partition("reached the goal")
    assert max(map(len, tables.splitlines())) <= 100
    assert "2026-01-07" in tables
    assert "2026-01-05" not in tables


def test_what_is_longer_is_told_by_months(flows: Flows) -> None:
    printed = flows("simulate", "welcome", "--from", "2026-01-07", "--to", "2026-03-31").stdout
    heading = printed.splitlines()[0].split()
    assert heading == ["welcome", "all", "2026-01", "2026-02", "2026-03"]


def test_it_is_the_same_every_time_and_leaves_nothing_behind(flows: Flows, shop: Path) -> None:
    before = {
        file: sha256(file.read_bytes()).digest() for file in shop.rglob("*.*") if file.is_file()
    }
    first = flows("simulate", *SPAN, "--format", "json").stdout
    assert first == flows("simulate", *SPAN, "--format", "json").stdout
    after = {
        file: sha256(file.read_bytes()).digest() for file in shop.rglob("*.*") if file.is_file()
    }
    assert before == after


def test_what_may_leave_at_certain_hours_leaves_at_them(flows: Flows, copy_of_shop: Path) -> None:
    """The ticks are at midnight; by the next one all would be late."""
    file = copy_of_shop / "flows" / "welcome.yml"
    window = "not_after: 12 hours\nsend_window:\n  hours: 08:00-21:00\ntrigger:"
    file.write_text(file.read_text().replace("trigger:", window, 1))
    played = flows("simulate", "welcome", *SPAN, "--format", "json", at=copy_of_shop)
    events = json.loads(played.stdout)["events"]
    sent = {at for _, what, _, _, at, _ in events if what == "sent"}
    assert sent
    # Eight o'clock in Helsinki, Stockholm and London; the clocks change on the 29th.
    assert {at[11:16] for at in sent} <= {"05:00", "06:00", "07:00", "08:00"}
    assert not [each for each in events if each[1] == "skipped" and each[5] == "late"]


def test_it_names_what_it_could_only_read_as_it_is_today(flows: Flows) -> None:
    sentence = "welcome: customer.country, addresses and consent have today's value"
    printed = flows("simulate", "welcome", *SPAN).stdout
    assert sentence in printed
    assert "abandoned-cart" not in printed
    document = json.loads(flows("simulate", "welcome", *SPAN, "--format", "json").stdout)
    assert document["undated"] == [sentence]


def test_a_text_that_is_no_date_ends_nothing(flows: Flows, copy_of_shop: Path) -> None:
    """Of instants a few: where there are many the catalog is said not to fit the database."""
    with closing(sqlite3.connect(copy_of_shop / ".demo" / "shop.db")) as shop, shop:
        shop.execute("update carts set updated_at = '2026-03-30 25:61:00' where id % 97 = 0")
        shop.execute("update customers set birth_date = '2026-02-30'")
        shop.execute("update orders set created_at = '2026-02-30 10:00:00' where id % 50 = 0")
    played = flows("simulate", *SPAN, at=copy_of_shop)
    assert (played.returncode, played.stderr) == (0, "")


def test_a_wrong_command_line_says_what_is_allowed(flows: Flows) -> None:
    for words, said in (
        (("simulate", "--from", "2026-03-20", "--to", "2026-03-01"), "--to lies before --from"),
        (("simulate", *SPAN, "--every", "5"), "is not a duration such as 1 day"),
        (("simulate", "--from", "yesterday", "--to", "2026-03-01"), "is not an instant such as"),
        (("simulate", "welcom", *SPAN), "there is no flow welcom; expected one of abandoned-cart"),
    ):
        finished = flows(*words)
        assert finished.returncode == 2
        assert said in finished.stderr
