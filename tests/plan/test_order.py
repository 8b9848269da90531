"""In which order flows are applied."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from orchestrator.load import Loaded, load_project
from orchestrator.plan.document import Change, FlowPlan
from orchestrator.plan.order import in_order
from tests.engine.library import ENVIRONMENT, PROJECT, whole
from tests.engine.texts import HELLO


def loaded(root: Path, starts: dict[str, str]) -> Loaded:
    """Each flow starts the others that are named."""
    shutil.copytree(PROJECT, root)
    (root / "flows").mkdir()
    for key, others in starts.items():
        steps = "".join(f"  - start: {other}\n" for other in others)
        text = whole(key, f"trigger: manual\nreentry: never\nsteps:\n{steps}{HELLO}")
        (root / "flows" / f"{key}.yml").write_text(text, encoding="utf-8")
    found = load_project(root, environment=ENVIRONMENT)
    assert not [each.sentence() for each in found.diagnostics if each.is_error]
    return found


@pytest.mark.parametrize(
    ("starts", "expected"),
    [
        ({"a": "", "b": "a", "c": "b"}, "cba"),
        ({"a": "bc", "b": "", "c": "b"}, "acb"),
        # Who enters once is in no circle without end.
        ({"a": "a"}, "a"),
        ({"a": "b", "b": "a"}, "ba"),
        ({"a": "b", "b": "c", "c": "b"}, "acb"),
    ],
    ids=str,
)
def test_those_that_start_others_come_first(
    tmp_path: Path, starts: dict[str, str], expected: str
) -> None:
    plans = [FlowPlan(key, Change.CHANGED) for key in starts]
    ordered = in_order(plans, loaded(tmp_path / "shop", starts))
    assert "".join(each.flow for each in ordered) == expected
