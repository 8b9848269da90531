"""Webhook bodies: JSON whatever the data holds."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.model import Channel
from orchestrator.templates import RenderError, TemplateSet

CUSTOMER: dict[str, object] = {
    "name": 'Åsa "Sås" \\ </script>',
    "nickname": None,
    "points": 17,
    "total": Decimal("1299.5"),
    "orders": Decimal(3),
    "is_member": False,
    "birthday": date(1990, 5, 1),
    "seen": datetime(2026, 3, 31, 8, tzinfo=UTC),
    "tags": frozenset({"b", "a"}),
    "endless": float("inf"),
}


def body(folder: Path, source: str, **more: str) -> Any:  # noqa: ANN401  (whatever the JSON holds)
    for name, text in {"call.json": source, **more}.items():
        (folder / name).write_text(text, encoding="utf-8")
    return rendered(TemplateSet(folder, locale="en"), CUSTOMER)


def rendered(templates: TemplateSet, customer: dict[str, object]) -> Any:  # noqa: ANN401  (as above)
    context = {"customer": customer, "trigger": {"items": [{"sku": "a"}, {"sku": 'b"'}]}}
    content = templates.render(
        "call", Channel.WEBHOOK, locale="sv", zone="Europe/Stockholm", context=context
    )
    assert content.html == ""
    return json.loads(content.text)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("{{ customer.name }}", CUSTOMER["name"]),
        ('"Hi {{ customer.name }}!"', f"Hi {CUSTOMER['name']}!"),
        ('"say \\"{{ customer.name }}\\""', f'say "{CUSTOMER["name"]}"'),
        ("{{ customer.nickname }}", None),
        ('"Hi {{ customer.nickname }}"', "Hi "),
        ("{{ customer.points }}", 17),
        ('"{{ customer.points }} points"', "17 points"),
        ("{{ customer.total }}", 1299.5),
        ("{{ customer.orders }}", 3),
        ("{{ customer.is_member }}", False),
        ('"{{ customer.is_member }}"', "false"),
        ("{{ customer.birthday }}", "1990-05-01"),
        ("{{ customer.seen }}", "2026-03-31T08:00:00Z"),
        ("{{ customer.tags }}", ["a", "b"]),
        ('"{{ customer.tags }}"', '["a", "b"]'),
        ("{{ 'plain' }}", "plain"),
        ("{{ customer.name | tojson }}", CUSTOMER["name"]),
        ("{{ customer.name | upper }}", str(CUSTOMER["name"]).upper()),
        ('{{ customer.total | money("SEK") }}', "SEK\u00a01,299.50"),
        ("{{ 'a' ~ customer.points }}", "a17"),
        ("{{ customer.nickname or 'you' }}", "you"),
        ("{{ trigger.items }}", [{"sku": "a"}, {"sku": 'b"'}]),
        ("{{ trigger.items | map(attribute='sku') | list }}", ["a", 'b"']),
        ("[{% for line in trigger.items %}{{ line.sku }}, {% endfor %}0]", ["a", 'b"', 0]),
        ("{% macro m(x) %}[{{ x }}]{% endmacro %}{{ m(customer.name) }}", [CUSTOMER["name"]]),
        ("{% set x %}{{ customer.points }}{% endset %}{{ x }}", 17),
        ('"<b> & \\u00e5"', "<b> & å"),
    ],
)
def test_what_is_printed_becomes_json(tmp_path: Path, written: str, expected: object) -> None:
    assert body(tmp_path, f'{{"x": {written} }}') == {"x": expected}


def test_layouts_includes_and_keys(tmp_path: Path) -> None:
    found = body(
        tmp_path,
        '{% extends "_layout.json" %}{% block body %}{{ customer.name }}: 1{% endblock %}',
        **{
            "_layout.json": '{"flow": "f", {% block body %}{% endblock %}, {% include "_end.json" %}}',
            "_end.json": '"end": {{ customer.points }}',
        },
    )
    assert found == {"flow": "f", CUSTOMER["name"]: 1, "end": 17}


@given(st.text())
def test_no_data_can_break_the_form(value: str) -> None:
    folder = Path(__file__).parent / "channels"
    found = rendered(TemplateSet(folder), {"name": value})
    # Half a character can't be sent.
    safe = "".join("\ufffd" if "\ud800" <= char <= "\udfff" else char for char in value)
    assert found == {"name": safe, "words": f"Hi {safe}!", "lines": [safe, safe]}


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ('{"x": {{ customer.nam }} }', "call.json:1: customer.nam is not known here"),
        ('{"x": {{ customer.nickname | upper }} }', "customer.nickname is empty"),
        ('{"x": {{ customer.name | safe }} }', "this gives no JSON: expecting value, near"),
        ("{% if customer.name %}{,}{% endif %}", "this gives no JSON: expecting property name"),
        ('{"x": {{ customer.endless }} }', "not JSON compliant"),
    ],
)
def test_a_body_that_is_no_json_ends_the_message(tmp_path: Path, source: str, reason: str) -> None:
    with pytest.raises(RenderError) as failure:
        body(tmp_path, source)
    assert reason in str(failure.value)


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ('{\n  "a": {{ x }},\n  "b": "{{ x }} {{ y }}"\n}', []),
        ('{"a": {{ x }} "b": 1}', ["1:15 this gives no JSON: expecting ',' delimiter"]),
        ('{\n  "a": {{ x }},\n}', ["3:1 this gives no JSON: expecting property name"]),
        ('{"a": "{{ x }}', ["1:7 this gives no JSON: unterminated string starting at"]),
        ("", ["1:1 this gives no JSON: expecting value"]),
        ("[{% for x in y %}{{ x }},{% endfor %}]", []),
        ("{{ x | safe }}}", []),
    ],
)
def test_a_form_that_is_the_same_for_all_is_checked(
    tmp_path: Path, source: str, told: list[str]
) -> None:
    (tmp_path / "call.json").write_text(source)
    found = TemplateSet(tmp_path).inspect("call", Channel.WEBHOOK)
    problems = [f"{each.line}:{each.column} {each.message}" for each in found.problems]
    assert len(problems) == len(told)
    assert all(problem.startswith(start) for problem, start in zip(problems, told, strict=True))


def test_nothing_is_needed_where_json_has_a_word_for_nothing(tmp_path: Path) -> None:
    (tmp_path / "call.json").write_text("[{{ customer.name }}, {{ customer.seen | date }}]")
    found = TemplateSet(tmp_path).inspect("call", Channel.WEBHOOK)
    assert [variable.path for variable in found.needed] == [("customer", "seen")]
