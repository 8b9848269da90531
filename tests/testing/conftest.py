"""Projects with tests in them, each in a folder of its own."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from orchestrator.load import load_project
from orchestrator.testing import load_tests
from orchestrator.testing.model import Case, FlowTests
from orchestrator.testing.play import Stage, open_stage
from orchestrator.testing.run import Run, run_tests

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
SHIPPED = ("orchestrator.yml", "flows", "templates")


@pytest.fixture(scope="session")
def scenarios(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small shop, with flows that use what the engine can do."""
    root = tmp_path_factory.mktemp("scenarios") / "shop"
    shutil.copytree(ROOT / "tests" / "engine" / "project", root)
    return shutil.copytree(HERE / "scenarios", root, dirs_exist_ok=True)


@pytest.fixture(scope="session")
def usecases(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("usecases") / "shop"
    shutil.copytree(ROOT / "tests" / "golden" / "usecases", root)
    shutil.copytree(HERE / "usecases", root / "tests" / "flows")
    return root


@pytest.fixture
def shipped(tmp_path: Path) -> Path:
    """The shipped flows, without tests."""
    for name in SHIPPED:
        source = ROOT / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, tmp_path / name)
    (tmp_path / "tests" / "flows").mkdir(parents=True)
    return tmp_path


def run_in(root: Path, flows: Sequence[str] = ()) -> Run:
    """The run of a project whose files are right."""
    loaded = load_project(root, environment=None)
    tests = load_tests(root, loaded)
    assert not [each.sentence() for each in tests.diagnostics]
    assert loaded.project is not None
    chosen = [flow for flow in loaded.flows if not flows or flow.key in flows]
    return run_tests(loaded, loaded.project, tests, chosen)


@contextmanager
def staged(root: Path) -> Iterator[tuple[Stage, list[tuple[FlowTests, Case]]]]:
    """A stage, and every case of the project."""
    loaded = load_project(root, environment=None)
    assert loaded.project is not None
    tests = load_tests(root, loaded)
    cases = [(each, case) for each in tests.tests for case in each.cases]
    with open_stage(loaded, loaded.project) as stage:
        yield stage, cases
