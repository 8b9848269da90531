"""`flows serve` from start to Ctrl-C: one session, one server, the tests in this order."""

from __future__ import annotations

import re
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.deployment.conftest import environment
from tests.deployment.serving import Serving

FLOWS = ["birthday", "buyers", "thanks", "welcome"]
MORNING = "2026-03-31T08:00:00Z"


@pytest.fixture(scope="module")
def ran(serving: Serving) -> dict[str, Any]:
    """A run of `welcome` on the worker."""
    return serving.run("welcome", {"at": MORNING})


def test_every_flow_but_the_draft_is_deployed_and_scheduled(serving: Serving) -> None:
    deployed = serving.find("deployments")
    assert sorted(d["name"] for d in deployed) == FLOWS
    for deployment in deployed:
        runs = serving.find(
            "flow_runs",
            flow_runs={
                "deployment_id": {"any_": [deployment["id"]]},
                "state": {"type": {"any_": ["SCHEDULED"]}},
            },
        )
        assert runs, deployment["name"]


def test_schedules_are_those_of_the_files(serving: Serving) -> None:
    schedules = {d["name"]: d["schedules"][0]["schedule"] for d in serving.find("deployments")}
    assert schedules["thanks"]["interval"] == 60
    assert schedules["buyers"]["interval"] == 3600
    assert schedules["birthday"]["cron"] == "30 7 * * *"
    assert schedules["birthday"]["timezone"] == "Europe/Stockholm"


def test_it_says_when_each_flow_runs_next(serving: Serving) -> None:
    said = serving.log.read_text()
    assert "next run (Europe/Stockholm)" in said
    assert " 07:30:00" in said


def test_a_run_on_the_worker_says_what_came_of_it(ran: dict[str, Any]) -> None:
    assert ran["name"] == "welcome 2026-03-31 10:00"
    assert ran["state"]["name"] == "Sent"
    assert ran["state"]["message"] == "3 entered, 2 sent, 1 skipped; 3 inside."
    assert "onboard" in ran["tags"]


def test_each_operation_is_a_task_that_follows_the_one_before(
    serving: Serving, ran: dict[str, Any]
) -> None:
    of_run = {"flow_runs": {"id": {"any_": [ran["id"]]}}}
    serving.wait_for(lambda: len(serving.find("task_runs", **of_run)) == 5, "five task runs")
    tasks = sorted(serving.find("task_runs", **of_run), key=lambda task: task["start_time"])
    names = [task["name"] for task in tasks]
    assert names == ["recover", "enrol", "send hello", "delay 2 days", "send tips"]
    before = [[each["id"] for each in task["task_inputs"]["after"]] for task in tasks]
    assert before == [[], *([task["id"]] for task in tasks[:-1])]


def test_a_table_counts_what_each_step_did(serving: Serving, ran: dict[str, Any]) -> None:
    table = serving.find("artifacts", artifacts={"flow_run_id": {"any_": [ran["id"]]}})[0]
    assert table["key"] == "welcome"
    assert table["description"].splitlines() == [
        "**Welcome**: 3 entered, 2 sent, 1 skipped; 3 inside.",
        "",
        "- hello: 1 skipped (no address)",
    ]
    assert '"send hello"' in table["data"]
    assert '"3 queued, 2 sent, 1 skipped"' in table["data"]


def test_a_step_that_did_something_gets_one_line(serving: Serving, ran: dict[str, Any]) -> None:
    def lines() -> list[str]:
        found = serving.find("logs", logs={"flow_run_id": {"any_": [ran["id"]]}}, limit=200)
        return [line["message"] for line in found]

    serving.wait_for(lambda: any("Finished in state" in line for line in lines()), "the log")
    assert [line for line in lines() if line.startswith(("send", "enrol", "delay"))] == [
        "enrol: 3 entered",
        "send hello: 3 queued, 2 sent, 1 skipped",
    ]


def test_a_paused_flow_runs_and_does_nothing(serving: Serving) -> None:
    assert serving.run("buyers", {})["state"]["name"] == "NothingToDo"


@contextmanager
def _edited(file: Path, old: str, new: str) -> Iterator[None]:
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new))
    yield
    file.write_text(text)


def test_a_tick_that_must_not_run_fails_with_its_reason(
    serving: Serving, ran: dict[str, Any]
) -> None:
    assert ran["state"]["name"] == "Sent"
    with _edited(serving.project / "orchestrator.yml", "table: orders", "table: ordres"):
        failed = serving.run("welcome", {"at": "2026-03-31T10:00:00Z"})
    assert (failed["state"]["type"], failed["state"]["name"]) == ("FAILED", "NotRun")
    assert 'the database has no table "ordres"' in failed["state"]["message"]


def test_an_edit_that_is_not_in_force_is_told(serving: Serving, ran: dict[str, Any]) -> None:
    assert ran["state"]["name"] == "Sent"
    with _edited(serving.project / "flows" / "welcome.yml", "send: hello", "send: good-day"):
        serving.wait_for(
            lambda: "Edited, and not in force: welcome." in serving.log.read_text(), "the word"
        )
        failed = serving.run("welcome", {"at": "2026-03-31T10:00:00Z"})
    assert (failed["state"]["type"], failed["state"]["name"]) == ("FAILED", "NotRun")
    assert "welcome was edited" in failed["state"]["message"]


def test_an_instant_that_has_passed_has_nothing_to_do(
    serving: Serving, ran: dict[str, Any]
) -> None:
    assert ran["state"]["name"] == "Sent"
    again = serving.run("welcome", {"at": "2026-03-01T08:00:00Z"})
    assert (again["state"]["type"], again["state"]["name"]) == ("COMPLETED", "NothingToDo")
    assert again["state"]["message"].startswith("already run up to ")


def test_flows_run_is_recorded_by_the_server_that_serves(serving: Serving) -> None:
    done = _flows(serving, "run", "welcome", "--at", "2026-03-31T09:00Z")
    assert done.returncode == 0, done.stderr
    assert "temporary" not in done.stdout
    assert f"{serving.ui}/runs" in done.stdout
    named = {"name": {"any_": ["welcome 2026-03-31 11:00"]}}
    assert serving.find("flow_runs", flow_runs=named)


def test_another_serve_on_that_port_is_refused(serving: Serving) -> None:
    done = _flows(serving, "serve", "--port", str(serving.port))
    assert done.returncode == 2
    assert f"port {serving.port} is taken" in done.stderr


def test_runs_that_fall_silent_are_called_crashed(serving: Serving) -> None:
    (automation,) = serving.find("automations")
    assert automation["enabled"]
    assert automation["trigger"]["after"] == ["prefect.flow-run.heartbeat"]
    assert automation["actions"][0]["state"] == "CRASHED"


@pytest.mark.skipif(not shutil.which("chromium"), reason="there is no chromium")
@pytest.mark.parametrize("page", ["flows", "deployments"])
def test_the_ui_lists_what_marketers_wrote(serving: Serving, page: str, tmp_path: Path) -> None:
    shown = _page(f"{serving.ui}/{page}", tmp_path)
    assert [flow for flow in FLOWS if flow not in shown] == []


@pytest.mark.skipif(not shutil.which("chromium"), reason="there is no chromium")
def test_the_ui_asks_nobody_but_our_server(serving: Serving, tmp_path: Path) -> None:
    log = tmp_path / "net.json"
    _page(serving.ui, tmp_path, f"--log-net-log={log}")
    asked = set(re.findall(r'"url":"\w+://([^/"]+)', log.read_text()))
    of_the_browser = {host for host in asked if host.endswith((".google.com", ".googleapis.com"))}
    assert asked - of_the_browser == {f"127.0.0.1:{serving.port}"}


@pytest.mark.skipif(not shutil.which("chromium"), reason="there is no chromium")
def test_the_ui_shows_a_run_by_its_name_and_outcome(
    serving: Serving, ran: dict[str, Any], tmp_path: Path
) -> None:
    # The page fetches its rows after it has loaded; on a busy machine later than it is dumped.
    for attempt in range(3):
        shown = _page(f"{serving.ui}/runs", tmp_path / str(attempt))
        if ran["name"] in shown:
            break
    assert ran["name"] in shown
    assert "Sent" in shown


def test_a_new_file_is_deployed_and_a_deleted_one_removed(serving: Serving) -> None:
    flows = serving.project / "flows"
    text = (flows / "welcome.yml").read_text()
    (flows / "hello-again.yml").write_text(text.replace("flow: welcome", "flow: hello-again"))
    serving.wait_for(lambda: serving.deployment("hello-again"), "the new flow")
    assert serving.run("hello-again", {"at": MORNING})["state"]["name"] == "Sent"
    (flows / "hello-again.yml").unlink()
    serving.wait_for(lambda: not serving.deployment("hello-again"), "its removal")


def test_a_file_with_errors_leaves_what_is_deployed(serving: Serving) -> None:
    before = _version(serving, "thanks")
    file = serving.project / "flows" / "thanks.yml"
    good = file.read_text()
    file.write_text(good.replace("template: hello", "template: goodbye"))
    serving.wait_for(lambda: "F023" in serving.log.read_text(), "the complaint")
    assert _version(serving, "thanks") == before
    file.write_text(good)


def test_an_edit_does_not_undo_a_stop_that_was_made_in_the_ui(serving: Serving) -> None:
    stopped = serving.deployment("thanks")
    assert stopped is not None
    serving.post(f"deployments/{stopped['id']}", {"paused": True}, "PATCH")
    file = serving.project / "flows" / "thanks.yml"
    file.write_text(file.read_text().replace("title: Thanks", "title: Many thanks"))

    serving.wait_for(lambda: "Many thanks" in _description(serving, "thanks"), "the edit")
    edited = serving.deployment("thanks")
    assert edited is not None
    assert edited["paused"]
    serving.post(f"deployments/{stopped['id']}", {"paused": False}, "PATCH")


def test_ctrl_c_stops_everything_but_the_schedules(serving: Serving) -> None:
    group = _children_of(serving.process.pid)
    assert len(group) == 2
    serving.process.send_signal(signal.SIGINT)
    assert serving.process.wait(90) == 0, serving.log.read_text()
    assert serving.log.read_text().endswith("Stopped; schedules stay as they are.\n")
    assert not [pid for pid in group if Path(f"/proc/{pid}").exists()]
    with closing(sqlite3.connect(serving.project / ".prefect" / "prefect.db")) as recorded:
        active = recorded.execute("select active from deployment_schedule").fetchall()
        running = recorded.execute("select name from flow_run where state_type = 'RUNNING'")
        assert active == [(1,)] * len(FLOWS)
        assert running.fetchall() == []


def _flows(serving: Serving, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "orchestrator", *words],
        cwd=serving.project,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )


def _description(serving: Serving, name: str) -> str:
    found = serving.deployment(name)
    assert found is not None
    return str(found["description"])


def _version(serving: Serving, name: str) -> str:
    found = serving.deployment(name)
    assert found is not None
    return str(found["version"])


def _page(url: str, profile: Path, *more: str) -> str:
    """The page as a browser shows it, once its scripts have fetched what they show."""
    flags = (
        "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run "
        "--disable-background-networking --disable-component-update --disable-sync"
    )
    finished = subprocess.run(
        [
            "chromium",
            *flags.split(),
            f"--user-data-dir={profile}",
            "--window-size=1400,1600",
            "--virtual-time-budget=20000",
            *more,
            "--dump-dom",
            url,
        ],
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    return finished.stdout


def _children_of(parent: int) -> list[int]:
    found = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(parent)], capture_output=True, text=True, check=True
    )
    return [int(pid) for pid in found.stdout.split()]
