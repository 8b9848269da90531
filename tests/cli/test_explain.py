"""`flows explain` tells the program that runs."""

from __future__ import annotations

from tests.cli.conftest import Flows


def test_every_step_of_the_file_is_told_in_its_order(flows: Flows) -> None:
    lines = flows("explain", "win-back").stdout.splitlines()
    names = [line.split("  ")[1].split(". ")[1].strip() for line in lines[2:] if line]
    assert names == [
        "recover",
        "exit",
        "enrol",
        "send we-miss-you",
        "delay 7 days",
        "branch what-they-spent",
        "send workshop-hour",
        "send new-this-spring",
        "send fewer-letters",
    ]


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
