"""The pipeline: all files at once, one diagnostic a mistake, and nothing that follows from it."""

from __future__ import annotations

import pathlib

import pytest

from orchestrator.diagnostics import Diagnostic
from orchestrator.load import Loaded, load_project
from orchestrator.model import Channel
from tests.frontend.cases import GOOD_FLOW, shop

CART = GOOD_FLOW.replace("flow: good", "flow: cart").replace("template: hello", "template: lines")


def load(root: pathlib.Path) -> Loaded:
    return load_project(root, environment={})


def codes(loaded: Loaded) -> list[tuple[str, str]]:
    return [(found.file, found.code.number) for found in loaded.diagnostics]


def edit(file: pathlib.Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_tells_what_templates_and_subjects_read(tmp_path: pathlib.Path) -> None:
    text = CART.replace("subject: Hello", "subject: Hello {{ customer.country }}")
    loaded = load(shop(tmp_path, cart=text))
    read = loaded.variables["cart"]
    assert ("customer", "country") in read
    assert ("trigger", "items", "*", "price") in read
    assert not [path for path in read if path[0] == "constants"]


def test_tells_all_problems_of_all_files_in_order(tmp_path: pathlib.Path) -> None:
    one = GOOD_FLOW.replace("template: hello", "template: typo-in-a-part")
    two = CART.replace("event: placed_order", "event: placed").replace("subject:", "subjct:")
    root = shop(tmp_path, good=one, cart=two)
    edit(root / "orchestrator.yml", "count: placed_order", "count: placed")
    loaded = load(root)
    assert codes(loaded) == [
        ("flows/cart.yml", "F020"),
        ("flows/cart.yml", "F010"),
        ("orchestrator.yml", "F020"),
        ("templates/parts/_name.html", "F024"),
    ]
    assert all(found.span for found in loaded.diagnostics)
    assert {found.file for found in loaded.diagnostics} <= set(loaded.sources)
    assert loaded.project is None
    assert loaded.has_errors


def test_a_layouts_mistake_is_told_once(tmp_path: pathlib.Path) -> None:
    one = GOOD_FLOW.replace("template: hello", "template: typo-in-a-part")
    two = one.replace("flow: good", "flow: two")
    loaded = load(shop(tmp_path, good=one, two=two))
    assert codes(loaded) == [("templates/parts/_name.html", "F024")]
    assert loaded.flows == ()


def test_a_templates_byte_order_mark_hides_none_of_its_lines(tmp_path: pathlib.Path) -> None:
    root = shop(tmp_path, good=GOOD_FLOW)
    template = root / "templates/hello.html"
    text = template.read_text(encoding="utf-8").replace("{{", "{{ nobody }}{{", 1)
    template.write_text(text, encoding="utf-8-sig")
    loaded = load(root)
    [found] = loaded.diagnostics
    assert (found.file, found.code.number) == ("templates/hello.html", "F024")
    assert found.span is not None
    assert "{{ nobody }}" in loaded.sources[found.file].splitlines()[found.span.line - 1]


def test_a_flow_is_valid_beside_one_that_is_not(tmp_path: pathlib.Path) -> None:
    loaded = load(shop(tmp_path, good=GOOD_FLOW, cart=CART.replace("event:", "evnt:")))
    assert [flow.key for flow in loaded.flows] == ["good"]
    assert loaded.files == ("flows/cart.yml", "flows/good.yml")
    assert loaded.project


def test_a_broken_event_is_not_unknown(tmp_path: pathlib.Path) -> None:
    root = shop(tmp_path, cart=CART)
    edit(root / "orchestrator.yml", "      customer: customer_id\n      time: created_at\n", "")
    assert codes(load(root)) == [("orchestrator.yml", "F011"), ("orchestrator.yml", "F011")]


def test_a_misspelt_part_of_the_catalog_is_one_mistake(tmp_path: pathlib.Path) -> None:
    root = shop(tmp_path, cart=CART)
    edit(root / "orchestrator.yml", "  events:\n", "  evnts:\n")
    assert codes(load(root)) == [("orchestrator.yml", "F010")]


def test_without_a_catalog_flows_are_still_read(tmp_path: pathlib.Path) -> None:
    root = shop(tmp_path, good=GOOD_FLOW.replace("reentry: never", "reentry: nver"))
    (root / "orchestrator.yml").write_text("database: [", encoding="utf-8")
    assert codes(load(root)) == [("flows/good.yml", "F013"), ("orchestrator.yml", "F002")]


def test_only_the_named_files(tmp_path: pathlib.Path) -> None:
    root = shop(tmp_path, good=GOOD_FLOW, cart="nonsense")
    loaded = load_project(root, [root / "flows" / "good.yml"], environment={})
    assert codes(loaded) == []
    assert loaded.files == ("flows/good.yml",)


def test_a_named_file_may_stand_elsewhere(tmp_path: pathlib.Path) -> None:
    root = shop(tmp_path)
    elsewhere = tmp_path / "good.yml"
    elsewhere.write_text(GOOD_FLOW.replace("never", "nver"), encoding="utf-8")
    loaded = load_project(root, [elsewhere], environment={})
    assert codes(loaded) == [(elsewhere.resolve().as_posix(), "F013")]


def test_a_named_file_that_does_not_exist(tmp_path: pathlib.Path) -> None:
    root = shop(tmp_path)
    loaded = load_project(root, [root / "flows" / "missing.yml"], environment={})
    assert codes(loaded) == [("flows/missing.yml", "F001")]


def test_one_file_a_flow(tmp_path: pathlib.Path) -> None:
    root = shop(tmp_path, good=GOOD_FLOW)
    (root / "flows" / "old").mkdir()
    (root / "flows" / "old" / "good.yaml").write_text(GOOD_FLOW, encoding="utf-8")
    loaded = load(root)
    assert codes(loaded) == [("flows/old/good.yaml", "F054")]
    assert [flow.file for flow in loaded.flows] == ["flows/good.yml"]


def test_a_project_without_flows(tmp_path: pathlib.Path) -> None:
    loaded = load(shop(tmp_path))
    assert (loaded.flows, loaded.diagnostics) == ((), ())
    assert loaded.project


def test_reading_twice_gives_the_same(tmp_path: pathlib.Path) -> None:
    root = shop(tmp_path, good=GOOD_FLOW, cart=CART.replace("event: placed_order", "event: placed"))
    first, second = load(root), load(root)
    assert first.diagnostics == second.diagnostics
    assert first.flows == second.flows
    assert first.project == second.project


@pytest.mark.parametrize(
    ("environment", "url"),
    [
        ({}, "sqlite:///shop.db"),
        ({"DATABASE_URL": ""}, "sqlite:///shop.db"),
        ({"DATABASE_URL": "postgresql://host/shop"}, "postgresql://host/shop"),
        (None, "${DATABASE_URL}"),
    ],
)
def test_the_databases_url(
    environment: dict[str, str] | None, url: str, tmp_path: pathlib.Path
) -> None:
    project = load_project(shop(tmp_path), environment=environment).project
    assert project
    assert project.database.url == url


def with_secret(tmp_path: pathlib.Path) -> pathlib.Path:
    root = shop(tmp_path)
    sender = "    type: smtp\n    port: ${PORT}\n    password: x${SECRET}x\n"
    edit(root / "orchestrator.yml", "    type: outbox\n", sender)
    return root


def test_variables_are_filled_in(tmp_path: pathlib.Path) -> None:
    environment = {"PORT": "587", "SECRET": "${PORT} #: {{"}
    project = load_project(with_secret(tmp_path), environment=environment).project
    assert project
    sender = project.senders[Channel.EMAIL]
    assert (sender.port, sender.password) == (587, "x${PORT} #: {{x")
    assert "{{" not in repr(project)


def test_without_an_environment_no_variable_is_missed(tmp_path: pathlib.Path) -> None:
    loaded = load_project(with_secret(tmp_path), environment=None)
    assert loaded.diagnostics == ()


@pytest.mark.parametrize("port", ["0", "65536", "smtp", "5 87"])
def test_a_variables_value_is_judged_and_not_shown(port: str, tmp_path: pathlib.Path) -> None:
    loaded = load_project(with_secret(tmp_path), environment={"PORT": port, "SECRET": "hush"})
    assert codes(loaded) == [("orchestrator.yml", "F014")]
    assert "hush" not in "".join(found.sentence() for found in loaded.diagnostics)


def test_diagnostics_are_told_in_one_sentence(tmp_path: pathlib.Path) -> None:
    loaded = load(shop(tmp_path, good=GOOD_FLOW.replace("trigger:", "status: lve\ntrigger:")))
    (found,) = loaded.diagnostics
    assert isinstance(found, Diagnostic)
    assert found.sentence() == (
        '"status" cannot be "lve"; expected one of draft, live, paused (did you mean "live"?)'
    )
