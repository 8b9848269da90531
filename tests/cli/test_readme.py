"""What the README has people type after `make demo` shows them something."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest

from examples.shop.build import build
from tests.cli.conftest import ROOT, Flows

MORNINGS = ("--at", "2026-03-31T08:00:00Z", "--at", "2026-04-01T08:00:00Z")
README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMAND = re.compile(r"^flows (run|why|plan|apply) (.*?)\s+# ", re.MULTILINE)


@pytest.fixture(scope="module")
def after_the_demo(shop: Path, flows: Flows, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `make demo` leaves, of the whole shop: customers are named by their keys."""
    project = tmp_path_factory.mktemp("readme") / "shop"
    shutil.copytree(shop, project)
    build(project / ".demo" / "shop.db")
    done = flows("run", "--local", *MORNINGS, at=project)
    assert done.returncode == 0, done.stderr
    return project


def test_the_commands_in_their_order_tell_a_story(after_the_demo: Path, flows: Flows) -> None:
    demo = README.partition("## Try it")[2].partition("## A project of your own")[0]
    told = {}
    for name, words in COMMAND.findall(demo):
        local = ("--local",) if name == "run" else ()
        done = flows(name, *shlex.split(words), *local, at=after_the_demo)
        assert done.returncode == 0, (name, done.stderr)
        told[name] = done.stdout
    assert "Messages of the next 14 days" in told["plan"]
    assert not re.search(r"\d late", told["plan"])
    for said in ("was sent to", "Left the flow, because they had a reason to.", "They wait"):
        assert said in told["why"]
