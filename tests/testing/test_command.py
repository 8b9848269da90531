"""`flows test` as a command: how it ends, and what it prints."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from orchestrator.scaffold import begin
from tests.report.standards import check_junit
from tests.testing.pages import FIRST, PAGE, change, flows, page, project


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return project(tmp_path, FIRST)


def test_the_page_shows_what_is_printed() -> None:
    """Run `python -m tests.testing.pages` to write it anew, and read the difference."""
    text = PAGE.read_text(encoding="utf-8")
    assert page(text) == text


def test_all_pass(root: Path) -> None:
    code, printed = flows(root, "test", "welcome", "--verbose")
    assert (code, printed.splitlines()[-1]) == (0, "2 cases, all passed")
    assert "  passed  The first order ends it" in printed


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("delay: 2 days", "delay: 1 day", "find-your-bike for mary was sent at 2026-03-03 10:00"),
        ("country: SE", 'country: "NO"', "delivery was to be sent for mary, but visit-us was sent"),
        ("did: placed_order", "did: refunded", "was to get nothing else, but find-your-bike was"),
        ("en: Welcome to", "en: Hello from", 'the subject is "Hello from Fjällhjul"'),
        ("send: hello", "send: hey", 'welcome has no send "hello"'),
    ],
)
def test_a_changed_flow_fails(root: Path, old: str, new: str, told: str) -> None:
    change(root, old, new)
    code, printed = flows(root, "test", "welcome")
    assert code == 1
    assert told in printed


def test_what_was_put_off_says_from_when(root: Path) -> None:
    """Else nobody sees why it came later."""
    window = 'send_window:\n  hours: "21:00-23:00"\n  timezone: Europe/Stockholm\ntrigger:'
    change(root, "trigger:", window)
    code, printed = flows(root, "test", "welcome")
    assert code == 1
    put_off = "2026-03-02 21:00  hello sent"
    line = next(each for each in printed.splitlines() if put_off in each)
    assert line.endswith(", put off from 2026-03-02 10:00")


def test_a_flow_is_played_as_if_it_were_live(root: Path) -> None:
    change(root, "status: live", "status: paused")
    assert flows(root, "test", "welcome")[0] == 0


def test_a_new_project_tests_its_flows(tmp_path: Path) -> None:
    begin(tmp_path / "shop", source="lifecycle-flows", now=datetime(2026, 3, 31, tzinfo=UTC))
    code, printed = flows(tmp_path / "shop", "test", "welcome", "--fail-under", "100")
    assert (code, "100 %" in printed) == (0, True)


def test_json(root: Path) -> None:
    change(root, "delay: 2 days", "delay: 1 day")
    code, printed = flows(root, "test", "welcome", "--format", "json", "--coverage")
    found = json.loads(printed)
    assert code == 1
    assert [each["passed"] for each in found["cases"]] == [False, True]
    failure = found["cases"][0]["failures"][0]
    assert (failure["customer"], failure["line"], failure["column"]) == ("mary", 21, 20)
    assert found["cases"][0]["happened"]["mary"][0] == "2026-03-02 10:00  signed_up"
    assert found["coverage"]["per_cent"] == 80.0
    assert [each["what"] for each in found["coverage"]["flows"][0]["missed"]] == [
        "branch near-the-workshop: nobody takes then",
        "send visit-us",
    ]


def test_junit(root: Path) -> None:
    change(root, "delay: 2 days", "delay: 1 day")
    code, printed = flows(root, "test", "welcome", "--format", "junit")
    assert code == 1
    check_junit(printed)
    assert 'name="Three mails in the first week"' in printed
    assert "was sent at 2026-03-03 10:00" in printed


def test_too_little_is_covered(root: Path) -> None:
    assert flows(root, "test", "welcome", "--fail-under", "80")[0] == 0
    code, printed = flows(root, "test", "welcome", "--fail-under", "81")
    assert code == 1
    assert printed.endswith("less than 81 % is covered\n")


def test_a_flow_without_tests(root: Path) -> None:
    code, printed = flows(root, "test", "win-back")
    assert (code, printed) == (1, "win-back has no tests; write tests/flows/win-back.yml\n")


def test_no_such_flow(root: Path) -> None:
    code, printed = flows(root, "test", "wellcome")
    assert code == 2
    assert "there is no flow wellcome" in printed


def test_nobody_draws_that(root: Path) -> None:
    change(root, "reentry: never", "reentry: never\n\nholdout: 0.0001%")
    lot = (
        "split: lot\n    arms:\n      a:\n        share: 0.0001%\n      b:\n        share: 99.9999%"
    )
    change(root, "delay: 2 days", lot)
    tests = root / "tests" / "flows" / "welcome.yml"
    draws = "    draws:\n      holdout: true\n      lot: a\n"
    text = FIRST.replace("    first_name: Mary\n", draws, 1)
    tests.write_text(text, encoding="utf-8")
    code, printed = flows(root, "test", "welcome")
    assert code == 1
    assert "no key draws all of that for mary" in printed


def test_validate_reads_tests_too(root: Path) -> None:
    tests = root / "tests" / "flows" / "welcome.yml"
    tests.write_text(FIRST.replace("send: hello", "send: hullo", 1), encoding="utf-8")
    code, printed = flows(root, "validate")
    assert code == 1
    assert "tests/flows/welcome.yml:17:19: F026" in printed
    assert printed.endswith("4 flows, 1 error\n")
    code, printed = flows(root, "validate", str(tests))
    assert (code, printed.endswith("4 flows, 1 error\n")) == (1, True)
