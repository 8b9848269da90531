"""Whether a worker of this machine is still there."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from orchestrator.runner.workspace import is_dead, worker_name
from tests.engine.killing import gone_worker


@pytest.mark.parametrize("name", ["sleep", "åååååååååå", "a) 1 (b"])
def test_a_process_is_known_whatever_it_is_called(tmp_path: Path, name: str) -> None:
    """Linux cuts names after 15 bytes, be it within a letter."""
    program = shutil.which("sleep")
    assert program is not None
    (tmp_path / name).symlink_to(program)
    process = subprocess.Popen([tmp_path / name, "60"])
    try:
        worker = worker_name(process.pid)
        assert not is_dead(worker)
    finally:
        process.kill()
        process.wait()
    assert is_dead(worker)


def test_of_another_machine_nothing_is_known() -> None:
    assert is_dead(gone_worker())
    assert not is_dead("another-host:1:1")
    assert not is_dead("")
