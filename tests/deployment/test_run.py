"""`flows run`, with Prefect and without."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from subprocess import CompletedProcess

MORNING = ("--at", "2026-03-31T08:00Z")
Flows = Callable[..., CompletedProcess[str]]


def row_of(flow: str, output: str) -> list[int]:
    """The flow's numbers in the table."""
    rows = [line.split() for line in output.splitlines()]
    return next([int(n) for n in row[1:]] for row in rows if len(row) == 8 and row[0] == flow)


def test_local_runs_without_prefect(flows: Flows, project: Path) -> None:
    done = flows("run", "--local", *MORNING)
    assert done.returncode == 0, done.stderr
    assert row_of("welcome", done.stdout) == [3, 0, 3, 2, 0, 1, 0]
    assert str(project / "outbox" / "index.html") in done.stdout
    assert not (project / ".prefect").exists()


def test_the_same_tick_again_sends_nothing(flows: Flows) -> None:
    done = flows("run", "welcome", "--local", *MORNING, *MORNING)
    first, second = done.stdout.split("As of ")[1:]
    assert row_of("welcome", first)[3] == 2
    assert row_of("welcome", second) == [0, 0, 3, 0, 0, 0, 0]


def test_a_tick_that_must_not_run_is_told_and_the_others_run(flows: Flows, project: Path) -> None:
    flows("run", "welcome", "--local", *MORNING)
    file = project / "flows" / "welcome.yml"
    file.write_text(file.read_text().replace("send: hello", "send: good-day"))
    done = flows("run", "thanks", "welcome", "--local", "--at", "2026-04-01")
    assert done.returncode == 3
    assert "welcome: did not run: welcome was edited" in done.stdout
    assert row_of("thanks", done.stdout)[0] >= 0
    assert "Traceback" not in done.stderr
    applied = flows("apply", "--yes", "--at", "2026-04-01")
    assert applied.returncode == 0, applied.stderr
    done = flows("run", "welcome", "--local", "--at", "2026-04-01")
    assert row_of("welcome", done.stdout)[2] == 3


def test_an_instant_that_was_run_is_done(flows: Flows) -> None:
    flows("run", "welcome", "--local", *MORNING)
    again = flows("run", "welcome", "--local", "--at", "2026-03-01", *MORNING)
    assert again.returncode == 0
    assert "welcome: already run up to " in again.stdout
    assert "welcome: Nobody entered and nothing was sent" in again.stdout


def test_an_instant_that_has_not_come_is_refused(flows: Flows, project: Path) -> None:
    """It would send early, and no later tick could run before it."""
    done = flows("run", "welcome", "--local", *MORNING, "--at", "2962-03-31T08:00Z")
    assert done.returncode == 2
    said = " ".join(done.stderr.split())
    assert "Invalid value for --at: 2962-03-31 08:00 UTC has not come yet" in said
    assert not (project / "outbox").exists()
    assert "Nobody entered" not in done.stdout


def test_nothing_runs_while_a_file_has_errors(flows: Flows, project: Path) -> None:
    (project / "flows" / "thanks.yml").write_text("flow: thanks\n")
    done = flows("run", "welcome", "--local", *MORNING)
    assert done.returncode == 1
    assert "flows/thanks.yml:1:1: F011" in done.stderr
    assert not (project / "outbox").exists()


def test_wrong_names_and_drafts_are_refused(flows: Flows) -> None:
    unknown, draft = flows("run", "welcom", "--local"), flows("run", "next-year", "--local")
    assert (unknown.returncode, draft.returncode) == (2, 2)
    assert "welcome" in unknown.stderr
    assert "next-year is a draft" in draft.stderr


def test_a_temporary_server_records_everything_before_it_stops(flows: Flows, project: Path) -> None:
    done = flows("run", "welcome", "thanks", *MORNING)
    assert done.returncode == 0, done.stderr
    assert "starting a temporary one" in done.stdout
    assert row_of("welcome", done.stdout) == [3, 0, 3, 2, 0, 1, 0]
    assert done.stderr == ""
    with closing(sqlite3.connect(project / ".prefect" / "prefect.db")) as recorded:
        runs = recorded.execute("select name, state_name from flow_run order by 1").fetchall()
        tasks = recorded.execute("select count(*) from task_run where state_type = 'COMPLETED'")
        logs = recorded.execute("select count(*) from log where message like 'send hello: %'")
        assert runs == [
            ("thanks 2026-03-31 10:00", "NothingToDo"),
            ("welcome 2026-03-31 10:00", "Sent"),
        ]
        assert tasks.fetchone() == (8,)
        assert logs.fetchone() == (1,)
    assert (project / ".prefect" / ".gitignore").read_text() == "*\n"
