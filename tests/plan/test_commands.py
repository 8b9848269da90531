"""`flows plan` and `flows apply`, as they are typed."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from orchestrator.cli.main import main
from tests.engine.library import ENVIRONMENT
from tests.engine.world import World
from tests.plan.checkout import Checkout
from tests.plan.story import KEY, played

AT = ("--at", "2026-03-02T12:00Z")


@pytest.fixture(autouse=True)
def _sqlite_alone(request: pytest.FixtureRequest) -> None:
    """What a command prints does not depend on the database."""
    if "postgresql" in request.node.name:
        pytest.skip("held on SQLite")


@pytest.fixture
def checkout(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Checkout:
    for name, value in {**ENVIRONMENT, "DATABASE_URL": world.url}.items():
        monkeypatch.setenv(name, value)
    checkout = Checkout(tmp_path / "tree", world)
    played(checkout)
    return checkout


def flows(checkout: Checkout, *words: str, typed: str | None = None) -> Result:
    command, *rest = words
    folder = ("--project", str(checkout.folder))
    return CliRunner().invoke(main, [command, *folder, *rest], input=typed)


def test_a_plan_is_kept_and_applied(checkout: Checkout, tmp_path: Path) -> None:
    file = tmp_path / "plan.json"
    made = flows(checkout, "plan", *AT, "--days", "0", "--out", str(file))
    assert made.exit_code == 0, made.output
    assert f"{KEY}: changed, 12 people inside" in made.stdout
    applied = flows(checkout, "apply", *AT, str(file))
    assert applied.exit_code == 0, applied.output
    assert applied.stdout.splitlines() == [
        f"{KEY}: applied",
        "thank-you: begins with its first tick",
        "goodbye: removed",
    ]
    again = flows(checkout, "apply", *AT, str(file))
    assert again.exit_code == 1
    assert "The world has moved since the plan was made; nothing was applied." in again.stderr


def test_the_exit_code_tells_whether_there_is_something_to_apply(checkout: Checkout) -> None:
    quick = ("plan", *AT, "--quick", "--detailed-exitcode")
    assert flows(checkout, *quick).exit_code == 2
    checkout.apply(checkout.plan("2026-03-02 12:00"), "2026-03-02 12:00")
    checkout.tick("2026-03-02 12:30")
    assert flows(checkout, *quick).exit_code == 0
    (checkout.folder / "flows" / f"{KEY}.yml").write_text("flow: x\n", encoding="utf-8")
    assert flows(checkout, *quick).exit_code == 1


def test_a_database_that_cannot_be_read_is_no_change(
    checkout: Checkout, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "sqlite:////nowhere/shop.db")
    assert flows(checkout, "plan", "--quick", "--detailed-exitcode").exit_code == 1


def test_without_a_file_it_shows_the_plan_and_asks(checkout: Checkout) -> None:
    refused = flows(checkout, "apply", *AT, typed="n\n")
    assert refused.exit_code == 1
    assert f"{KEY}: changed" in refused.stdout
    assert checkout.plan("2026-03-02 12:00").changes
    agreed = flows(checkout, "apply", *AT, typed="y\n")
    assert agreed.exit_code == 0, agreed.output
    assert f"{KEY}: applied" in agreed.stdout


def test_one_flow_alone(checkout: Checkout) -> None:
    done = flows(checkout, "apply", *AT, "--yes", "--flow", KEY)
    assert done.exit_code == 0, done.output
    assert [each.flow for each in checkout.plan("2026-03-02 12:00").changes] == [
        "goodbye",
        "thank-you",
    ]
    unknown = flows(checkout, "plan", "nothing", "--quick")
    assert unknown.exit_code == 2
    assert "there is no flow nothing" in unknown.stderr


def test_what_has_changed_in_the_file_is_shown_where_asked_for(checkout: Checkout) -> None:
    told = flows(checkout, "plan", *AT, "--quick", "--diff", "--format", "markdown").stdout
    assert "```diff" in told
    assert "-- send: second-thoughts" in told.replace("-  - ", "-- ")


def test_a_plan_changed_by_hand_is_refused(checkout: Checkout, tmp_path: Path) -> None:
    file = tmp_path / "plan.json"
    file.write_text('{"format": 1}', encoding="utf-8")
    refused = flows(checkout, "apply", str(file))
    assert refused.exit_code == 2
    assert "changed by hand" in refused.stderr


@pytest.mark.parametrize(
    "content",
    [
        "{}".encode("utf-16"),
        b'{"format": 1, "made_at": "2026-03-01", "flows": ["x"], "forecast": null}',
        b"[" * 100_000,
    ],
    ids=["as-powershell-writes-it", "by-hand", "absurd"],
)
def test_a_file_that_is_no_plan_is_said_to_be_none(
    checkout: Checkout, tmp_path: Path, content: bytes
) -> None:
    file = tmp_path / "plan.json"
    file.write_bytes(content)
    refused = flows(checkout, "apply", *AT, str(file))
    assert refused.exit_code == 2, refused.output
    assert "plan.json: " in refused.output


def test_a_plan_that_cannot_be_written_is_a_wrong_word(checkout: Checkout, tmp_path: Path) -> None:
    made = flows(checkout, "plan", *AT, "--quick", "--out", str(tmp_path / "nowhere" / "plan.json"))
    assert made.exit_code == 2
    assert "cannot be written: No such file or directory" in made.output


@pytest.mark.parametrize("at", ["0001-01-01T00:00+05:00", "9999-12-31T23:00-05:00"])
def test_an_instant_that_is_none_in_utc_is_a_wrong_word(checkout: Checkout, at: str) -> None:
    refused = flows(checkout, "plan", "--at", at)
    assert refused.exit_code == 2
    assert "is not an instant such as" in refused.output
