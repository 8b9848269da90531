"""What a null would stop, told without rendering: the renderer itself is asked if that is so."""

from __future__ import annotations

from pathlib import Path

import pytest

from orchestrator.templates import RenderError, TemplateSet

STOPPED = [
    "Hi {{ customer.name }}",
    "{{ customer['name'] }}",
    "{{ customer.name | title }}",
    "{{ customer.name | upper | default('you') }}",
    "{{ customer.name ~ '!' }}",
    "{{ customer.points * 2 }}",
    "{% if customer.points > 2 %}many{% endif %}",
    "{% if 'a' in customer.name %}a{% endif %}",
    "{{ customer.name.upper() }}",
    "{% set name = customer.name %}Hi {{ name }}",
    "{% set name = customer.name | trim %}Hi",
    "{% set hi %}Hi {{ customer.name }}{% endset %}",
    "{% macro hi(name) %}Hi {{ name }}{% endmacro %}{{ hi(customer.name) }}",
    "{% if customer.points %}{{ customer.name }}{% else %}{{ customer.name }}{% endif %}",
    "{% if not customer.name %}{{ customer.name }}{% endif %}",
    "{% if customer.name or true %}{{ customer.name }}{% endif %}",
    "{% if customer.name != 'x' %}{{ customer.name }}{% endif %}",
    "{{ customer.name if customer.points is none else 'you' }}",
    "{{ 'x' | default(customer.name) ~ customer.name }}",
    "{% for name in [1] %}{{ customer.name }}{% endfor %}",
    "{{ customer.points or customer.name }}{{ customer.name }}",
    "{{ '%s' | format(customer.name) }}",
    "{% with name = customer.name %}{{ name }}{% endwith %}",
    "{% filter upper %}{{ customer.name }}{% endfilter %}",
    "{{ cart.value }}",
    "{% if cart.value > 2 %}many{% endif %}",
    "{% if not cart %}{{ cart.value }}{% endif %}",
]

FINE = [
    "{{ customer.name | default('you') }}",
    "{{ customer.name | d('you', true) | title }}",
    "{{ customer.name | default }}",
    "{{ customer.name or 'you' }}",
    "{{ (customer.name or 'you') | upper }}",
    "{% if customer.name %}Hi {{ customer.name }}{% endif %}",
    "{% if customer.name and true %}{{ customer.name | title }}{% endif %}",
    "{% if not customer.name %}you{% else %}{{ customer.name }}{% endif %}",
    "{% if not (customer.name is none or customer.points) %}{{ customer.name }}{% endif %}",
    "{% if customer.points %}x{% elif customer.name %}{{ customer.name }}{% endif %}",
    "{% if customer.name is defined %}{{ customer.name }}{% endif %}",
    "{% if customer.name is not none %}{{ customer.name }}{% endif %}",
    "{% if customer.name == 'x' %}{{ customer.name }}{% endif %}",
    "{% if customer.name in ['x', 'y'] %}{{ customer.name }}{% endif %}",
    "{{ customer.name if customer.name else 'you' }}",
    "{{ 'you' if customer.name is none else customer.name }}",
    "{% set name = customer.name or 'you' %}Hi {{ name }}",
    "{% set name = customer.name %}{% if name %}Hi {{ name }}{% endif %}",
    "{% if customer.name %}{% set hi = 'Hi ' ~ customer.name %}{% endif %}",
    "{% macro hi(name) %}{% if name %}{{ name }}{% endif %}{% endmacro %}{{ hi(customer.name) }}",
    "{% macro hi(name) %}{{ name }}{% endmacro %}{% if customer.name %}{{ hi(customer.name) }}{% endif %}",
    "{% macro hi(name='you') %}{{ name }}{% endmacro %}{{ hi() }}",
    "{% for x in [1] if customer.name %}{{ customer.name }}{% endfor %}",
    "{{ customer.name == customer.points }}",
    "{{ 'on ' ~ (customer.name | upper) if customer.name else 'long ago' }}",
    "{{ customer.name and customer.name.upper() or 'you' }}",
    "{{ cart.value | default(0) }}",
    "{{ cart['value'] or 0 }}",
    "{% if cart.value %}{{ cart.value }}{% endif %}",
    "{% if cart is defined and cart.value == 3 %}three{% endif %}",
]


@pytest.mark.parametrize("source", [*STOPPED, *FINE])
def test_a_null_that_stops_the_message_is_foretold(source: str) -> None:
    templates = TemplateSet(Path("templates"))
    context = {"customer": {"name": None, "points": None}, "cart": None}
    told = "nothing"
    try:
        templates.render_subject(source, locale="en", zone="UTC", context=context)
    except RenderError as error:
        told = str(error)
    assert ("is empty for this customer" in told) is (source in STOPPED)
    assert bool(templates.inspect_text(source).needed) is (source in STOPPED)


def inspected(folder: Path, **files: str) -> list[str]:
    for name, text in files.items():
        (folder / name.replace("__", ".")).write_text(text, encoding="utf-8")
    found = TemplateSet(folder).inspect("mail")
    assert found.problems == ()
    return [f"{v.file.split('/')[-1]}:{v.line}:{v.column} {'.'.join(v.path)}" for v in found.needed]


def test_the_place_is_where_it_is_printed(tmp_path: Path) -> None:
    found = inspected(
        tmp_path,
        mail__html="{% extends 'layout.html' %}{% from 'parts.html' import hi %}\n"
        "{% block top %}{% set who = customer.name %}\n{{ hi(who) }} {{ who }}{% endblock %}",
        layout__html="{% block top %}{{ customer.never }}{% endblock %}\n"
        "{% include 'footer.html' %}{% if customer.city %}{% include 'city.html' %}{% endif %}",
        parts__html="{% macro hi(name) %}\n  {{ name }}{% endmacro %}",
        footer__html="{{ customer.phone }}",
        city__html="{{ customer.city }}",
    )
    assert found == [
        "footer.html:1:13 customer.phone",
        "mail.html:3:18 customer.name",
        "parts.html:2:6 customer.name",
    ]


@pytest.mark.parametrize(
    ("source", "asked"),
    [
        ("{% if customer.points %}{{ customer.name }}{% endif %}", [("customer", "points")]),
        ("{% if cart %}{{ cart.value }}{% endif %}", [("cart",)]),
        ("{% set it = cart %}{% if it %}{{ it.value }}{% endif %}", [("cart",)]),
        ("{{ cart.value if cart else 0 }}", [("cart",)]),
        ("{% if cart %}x{% endif %}{{ cart.value }}", []),
        ("{% if not cart %}{{ cart.value }}{% endif %}", []),
        ("{% for line in lines %}{{ line.sku }}{% endfor %}", []),
        ("{% for line in lines %}{{ line.sku }}{% else %}none{% endfor %}", [("lines",)]),
        (
            "{% macro v(it) %}{{ it.value }}{% endmacro %}{% if cart %}{{ v(cart) }}{% endif %}{{ v(cart) }}",
            [],
        ),
    ],
)
def test_what_an_if_around_it_has_asked_is_told_beside(
    source: str, asked: list[tuple[str, ...]]
) -> None:
    (needed,) = TemplateSet(Path("templates")).inspect_text(source).needed
    assert [*needed.asked] == asked


def test_all_that_may_be_shown_is_known_of_each_file(tmp_path: Path) -> None:
    inspected(
        tmp_path,
        mail__html="{% extends 'layout.html' %}",
        mail__sv__html="{% extends 'layout.html' %}{% block foot %}{% endblock %}",
        mail__txt="{% if unsubscribe_url %}{% endif %}",
        layout__html="{% block foot %}<a href='{{ unsubscribe_url | default(1) }}'>{% endblock %}",
    )
    found = TemplateSet(tmp_path).inspect_each("mail")
    shown = {
        file.split("/")[-1] for file, each in found.items() if ("unsubscribe_url",) in each.shown
    }
    assert shown == {"mail.html"}
    assert len(found) == 3


def test_what_data_pulls_in_is_not_known(tmp_path: Path) -> None:
    (tmp_path / "mail.html").write_text("{% include customer.part %}")
    assert not TemplateSet(tmp_path).inspect("mail").is_whole
