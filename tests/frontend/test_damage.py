"""Any value in any place of a flow or of orchestrator.yml: a diagnostic, never a traceback."""

from __future__ import annotations

import copy
import pathlib
import tempfile
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestrator.diagnostics import Path
from orchestrator.document import Value
from orchestrator.load import load_project
from tests.frontend.cases import GOLDEN, GOOD_FLOW, PROJECT, shop

FLOWS = [yaml.safe_load(case.read_bytes()) for case in sorted((GOLDEN / "ok").glob("[b-d]*.yml"))]
SHOP = yaml.safe_load((PROJECT / "orchestrator.yml").read_bytes())
WORDS = st.sampled_from(
    ["", "exit", "placed_order", "customer.country", "trigger.value", "a.b.c", "3 days", "50%", "vip",
     "{{ customer.x }}", "{% if %}", "../x", "2026-02-30", "in 3 days", "* * * * *", "customer", "é"]
)  # fmt: skip
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | WORDS | st.text(max_size=5)
KEYS = WORDS | st.sampled_from(
    ["send", "delay", "branch", "if", "then", "else", "cases", "did", "all", "none", "event", "where",
     "is", "in", "between", "before", "same_as", "since", "variants", "share", "sql", "count", "sum"]
)  # fmt: skip
VALUES = st.recursive(
    SCALARS,
    lambda below: st.lists(below, max_size=3) | st.dictionaries(KEYS, below, max_size=3),
    max_leaves=6,
)


def places(node: Value, path: Path = ()) -> list[Path]:
    pairs = (
        node.items()
        if isinstance(node, dict)
        else enumerate(node)
        if isinstance(node, list)
        else ()
    )
    return [path, *(place for key, below in pairs for place in places(below, (*path, key)))]


def replaced(data: Value, path: Path, value: Value) -> Value:
    if not path:
        return value
    changed = copy.deepcopy(data)
    node: Any = changed
    for key in path[:-1]:
        node = node[key]
    node[path[-1]] = value
    return changed


@pytest.mark.parametrize("file", ["flows/case.yml", "orchestrator.yml"])
@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_never_raises(file: str, data: st.DataObject) -> None:
    whole = SHOP if file == "orchestrator.yml" else data.draw(st.sampled_from(FLOWS))
    damaged = replaced(whole, data.draw(st.sampled_from(places(whole))), data.draw(VALUES))
    with tempfile.TemporaryDirectory() as folder:
        root = shop(pathlib.Path(folder), case=GOOD_FLOW.replace("good", "case"))
        text = yaml.safe_dump(damaged, allow_unicode=True, sort_keys=False)
        (root / file).write_text(text, encoding="utf-8")
        loaded = load_project(root, environment={})
        assert all(found.span for found in loaded.diagnostics)
        assert loaded.has_errors or loaded.flows
