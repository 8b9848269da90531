"""The most that one person can get in a week over all flows, and how it is said."""

from __future__ import annotations

import pathlib

import pytest

from orchestrator.load import load_project
from orchestrator.report import most_words
from orchestrator.rules import most_messages
from tests.frontend.cases import GOOD_FLOW, shop

LIVE = GOOD_FLOW.replace("trigger:", "status: live\ntrigger:")
SWEDES, DANES = (
    LIVE.replace("steps:", f"conditions:\n  - customer.country: {country}\nsteps:")
    for country in ("SE", "DK")
)
AGAIN = LIVE.replace("reentry: never", "reentry: always")
CAPPED = AGAIN.replace("steps:", "frequency_cap: {at_most: 2, per: 7 days, of: this_flow}\nsteps:")
ONE_PERSON = "a person in 7 days"


def said(folder: pathlib.Path, cap: str, *flows: str) -> str:
    named = {f"f{n}": text.replace("good", f"f{n}") for n, text in enumerate(flows)}
    root = shop(folder, **named)
    file = root / "orchestrator.yml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("defaults:\n", f"defaults:\n{cap}", 1), encoding="utf-8")
    loaded = load_project(root, environment={})
    assert loaded.project
    assert len(loaded.flows) == len(flows)
    return most_words(most_messages(loaded.project, loaded.flows))


CAP = "  frequency_cap: {at_most: 1, per: 7 days}\n"
DAILY = "  frequency_cap: {at_most: 1, per: 1 day}\n"
TOPIC = "  frequency_cap: {at_most: 1, per: 7 days, of: {topic: ask}}\n"


@pytest.mark.parametrize(
    ("cap", "flows", "words"),
    [
        ("", [LIVE], "at most 1 marketing message"),
        ("", [LIVE, LIVE, GOOD_FLOW], "at most 2 marketing messages"),
        ("", [SWEDES, DANES], "at most 1 marketing message"),
        ("", [LIVE, AGAIN], "any number of marketing messages"),
        ("", [LIVE, CAPPED], "at most 3 marketing messages"),
        (
            "",
            [LIVE.replace("status", "message_class: transactional\nstatus")],
            "at most 0 marketing messages",
        ),
        (TOPIC, [LIVE, LIVE], "at most 2 marketing messages"),
        (DAILY, [LIVE, LIVE], "at most 2 marketing messages"),
    ],
)
def test_what_one_person_can_get(
    cap: str, flows: list[str], words: str, tmp_path: pathlib.Path
) -> None:
    assert said(tmp_path, cap, *flows) == f"{words} {ONE_PERSON}"


@pytest.mark.parametrize("flows", [[LIVE, LIVE], [AGAIN]])
def test_what_caps_let_through(flows: list[str], tmp_path: pathlib.Path) -> None:
    assert said(tmp_path, CAP, *flows).endswith(f"{ONE_PERSON}, of which the caps let 1 through")
