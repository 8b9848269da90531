"""`flows simulate` as a user meets it."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path

from tests.cli.conftest import Flows

SPAN = ("--from", "2026-03-20", "--to", "2026-03-31")


def test_the_table_and_the_document_tell_the_same_numbers(flows: Flows) -> None:
    table = flows("simulate", *SPAN).stdout.splitlines()
    document = json.loads(flows("simulate", *SPAN, "--format", "json").stdout)
    entered = {
        line.split()[0]: int(line.split()[2]) for line in table if line.split()[1:2] == ["entered"]
    }
    assert set(entered) == {"abandoned-cart", "post-purchase", "welcome", "win-back"}
    assert entered == {flow: counts["entered"] for flow, counts in document["summary"].items()}
    assert sum(counts["entered"] for counts in document["summary"].values()) == sum(
        what == "entered" for _, what, *_ in document["events"]
    )


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


def test_it_names_what_it_could_only_read_as_it_is_today(flows: Flows) -> None:
    printed = flows("simulate", "welcome", *SPAN).stdout
    assert "welcome: customer.country, addresses and consent have today's value" in printed
    assert "abandoned-cart" not in printed


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
