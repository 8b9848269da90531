"""`flows explain` tells the flow, and the program that runs."""

from __future__ import annotations

import re

from tests.cli.conftest import Flows


def test_the_flow_is_told_in_sentences(flows: Flows) -> None:
    lines = flows("explain", "win-back").stdout.splitlines()
    assert lines[0].startswith("win-back: Win back (live")
    labels = [line.split("  ")[0] for line in lines if line[:1].isalpha()][2:]
    assert labels == [
        "Enters",
        "Only if",
        "Again",
        "Leaves",
        "Goal",
        "Messages",
        "Segments",
        "Steps",
    ]
    assert all(len(line) <= 100 for line in lines)


def test_every_flow_is_told_if_none_is_named(flows: Flows) -> None:
    told = flows("explain").stdout
    titles = ("abandoned-cart:", "post-purchase:", "welcome:", "win-back:")
    positions = [told.index(title) for title in titles]
    assert positions == sorted(positions)


def test_markdown_is_nested_points(flows: Flows) -> None:
    lines = flows("explain", "welcome", "--format", "markdown").stdout.splitlines()
    assert lines[0].startswith("### welcome: Welcome")
    assert "- **Again:** Never." in lines
    assert "2. Wait 2 days." in lines


def test_every_step_of_the_file_is_an_operation_in_its_order(flows: Flows) -> None:
    told = flows("explain", "win-back", "--operations").stdout
    names = re.findall(r"^ +\d+\. (.*)", told.partition("(version ")[2], re.MULTILINE)
    begin = names.index("enrol") + 1
    assert names[begin:] == [
        "send we-miss-you",
        "delay 7 days",
        "branch what-they-spent",
        "send workshop-hour",
        "send new-this-spring",
        "send fewer-letters",
    ]


def test_operations_in_markdown_stand_as_they_are(flows: Flows) -> None:
    told = flows("explain", "welcome", "--operations", "--format", "markdown").stdout
    assert told.count("```\n") == 2
    assert told.endswith("```\n")


def test_the_sql_is_that_of_the_dialect(flows: Flows) -> None:
    sqlite = flows("explain", "abandoned-cart", "--sql").stdout
    postgresql = flows("explain", "abandoned-cart", "--dialect", "postgresql").stdout
    assert "json_object(" in sqlite
    assert "jsonb_build_object(" in postgresql
    assert "FOR UPDATE SKIP LOCKED" in postgresql
    assert ":now" in sqlite


def test_an_unknown_flow_is_a_usage_error(flows: Flows) -> None:
    finished = flows("explain", "abandoned-carts")
    assert finished.returncode == 2
    assert "there is no flow abandoned-carts" in finished.stderr
