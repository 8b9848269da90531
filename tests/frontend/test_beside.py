"""Judging some files of a project: the others are known, and nothing is said of them."""

from __future__ import annotations

import pathlib

from orchestrator.load import Loaded, load_project
from tests.frontend.cases import GOOD_FLOW, shop

STARTER = GOOD_FLOW.replace("flow: good", "flow: starter") + "  - start: good\n"
ASKED = "conditions:\n  - received: {flow: good, step: bye}\nreentry:"
LIVE = "status: live\ntrigger:"


def codes(loaded: Loaded) -> list[tuple[str, str]]:
    return [(found.file, found.code.number) for found in loaded.diagnostics]


def load(root: pathlib.Path, *names: str, beside: bool = True) -> Loaded:
    paths = [root / "flows" / f"{name}.yml" for name in names]
    return load_project(root, paths, environment={}, beside=beside)


def test_the_others_are_known(tmp_path: pathlib.Path) -> None:
    loaded = load(shop(tmp_path, good=GOOD_FLOW, starter=STARTER), "starter")
    assert codes(loaded) == []
    assert [flow.key for flow in loaded.flows] == ["starter"]
    assert loaded.files == ("flows/starter.yml",)


def test_what_does_not_exist_is_missed(tmp_path: pathlib.Path) -> None:
    loaded = load(shop(tmp_path, starter=STARTER), "starter")
    assert codes(loaded) == [("flows/starter.yml", "F029")]


def test_a_flow_that_is_wrong_exists(tmp_path: pathlib.Path) -> None:
    wrong = GOOD_FLOW.replace("reentry: never", "reentry: nver")
    assert codes(load(shop(tmp_path, good=wrong, starter=STARTER), "starter")) == []


def test_a_file_that_is_no_yaml_exists(tmp_path: pathlib.Path) -> None:
    assert codes(load(shop(tmp_path, good="nonsense: [", starter=STARTER), "starter")) == []


def test_without_the_others_nothing_is_said_of_them(tmp_path: pathlib.Path) -> None:
    loaded = load(shop(tmp_path, starter=STARTER), "starter", beside=False)
    assert codes(loaded) == []
    assert [flow.key for flow in loaded.flows] == ["starter"]


def test_what_takes_all_flows_is_told_where_all_are_judged(tmp_path: pathlib.Path) -> None:
    one, other = (GOOD_FLOW.replace("trigger:", LIVE).replace("good", key) for key in ("a", "b"))
    root = shop(tmp_path, a=one, b=other)
    assert codes(load(root)) == [("flows/b.yml", "F063")]
    assert codes(load(root, "a")) == []
    assert codes(load(root, "b")) == []


def test_a_circle_is_followed_through_flows_that_only_others_name(tmp_path: pathlib.Path) -> None:
    flows = {
        key: GOOD_FLOW.replace("good", key).replace("never", "always") + f"  - start: {following}\n"
        for key, following in (("a", "b"), ("b", "c"), ("c", "a"))
    }
    assert codes(load(shop(tmp_path, **flows), "b")) == [("flows/b.yml", "F056")]


def test_the_step_of_a_flow_that_is_asked_about_is_looked_for(tmp_path: pathlib.Path) -> None:
    asks = GOOD_FLOW.replace("good", "asks").replace("reentry:", ASKED)
    loaded = load(shop(tmp_path, good=GOOD_FLOW, asks=asks), "asks")
    assert codes(loaded) == [("flows/asks.yml", "F026")]


def test_a_twin_is_told_of_the_file_in_question(tmp_path: pathlib.Path) -> None:
    root = shop(tmp_path, good=GOOD_FLOW)
    (root / "flows" / "old").mkdir()
    (root / "flows" / "old" / "good.yml").write_text(GOOD_FLOW, encoding="utf-8")
    assert codes(load(root, "good")) == [("flows/good.yml", "F054")]
    assert codes(load(root, "old/good")) == [("flows/old/good.yml", "F054")]


def test_a_file_from_elsewhere_stands_in_for_that_of_the_project(tmp_path: pathlib.Path) -> None:
    root = shop(tmp_path, good=GOOD_FLOW)
    elsewhere = tmp_path / "good.yml"
    elsewhere.write_text(GOOD_FLOW, encoding="utf-8")
    assert codes(load_project(root, [elsewhere], environment={})) == []


def test_what_the_project_lacks_for_other_flows_is_said(tmp_path: pathlib.Path) -> None:
    root = shop(tmp_path, good=GOOD_FLOW, starter=STARTER)
    file = root / "orchestrator.yml"
    text = file.read_text(encoding="utf-8").replace("      email: accepts_email\n", "", 1)
    file.write_text(text, encoding="utf-8")
    assert codes(load(root, "good")) == [("orchestrator.yml", "F048")]
