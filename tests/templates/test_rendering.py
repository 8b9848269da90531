from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.templates import Content, RenderError, TemplateSet, is_locale
from orchestrator.templates.environment import FILTERS as ANNOUNCED
from orchestrator.templates.filters import FILTERS

CONTEXT: Mapping[str, object] = {
    "customer": {"first_name": "Åsa", "nickname": None, "tags": "<b>&"},
    "trigger": {
        "value": Decimal("1299.5"),
        "time": datetime(2026, 3, 29, 22, 30, tzinfo=UTC),
        "day": date(2026, 12, 24),
        "text_time": "2026-03-29T22:30:00Z",
        "items": [{"name": "Helmet", "price": 899}, {"name": "Bell", "price": None}],
    },
    "coupon": None,
}


def subject(
    source: str, locale: str = "sv", zone: str = "Europe/Stockholm", context: object = None
) -> str:
    values = context if isinstance(context, dict) else CONTEXT
    templates = TemplateSet(Path("templates"), locale="en", zone="UTC")
    return templates.render_subject(source, locale=locale, zone=zone, context=values)


def render(folder: Path, files: Mapping[str, str], locale: str = "sv") -> Content:
    for name, text in files.items():
        (folder / "templates" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "templates" / name).write_text(text, encoding="utf-8")
    templates = TemplateSet(folder / "templates")
    return templates.render("mail", locale=locale, zone="Europe/Stockholm", context=CONTEXT)


@pytest.mark.parametrize(
    ("source", "locale", "expected"),
    [
        ('{{ trigger.value | money("SEK") }}', "sv", "1 299,50 kr"),
        ('{{ trigger.value | money("SEK") }}', "en-US", "SEK 1,299.50"),
        ('{{ trigger.value | money("USD") }}', "en-US", "$1,299.50"),
        ('{{ (0 - trigger.value) | money("CHF") }}', "en-GB", "-CHF 1,299.50"),
        ('{{ trigger.value | money("SEK") }}', "de-CH", "SEK 1\u2019299.50"),
        ('{{ trigger.value | money("EUR") }}', "de_DE", "1.299,50 €"),
        ('{{ 5 | money("JPY") }}', "ja", "￥5"),
        ("{{ 1234567.891 | number }}", "sv", "1 234 567,891"),
        ("{{ trigger.time | date }}", "sv", "30 mars 2026"),
        ('{{ trigger.time | date("full") }}', "nb", "mandag 30. mars 2026"),
        ('{{ trigger.time | date("d MMMM") }}', "fi", "30 maaliskuuta"),
        ("{{ trigger.time | time }}", "sv", "00:30"),
        ("{{ trigger.text_time | time }}", "sv", "00:30"),
        ("{{ trigger.day | date }}", "en", "December 24, 2026"),
        ("{{ trigger.day | date }}", "sv-FI-x-odd", "24 december 2026"),
        ("{{ trigger.day | date }}", "klingon", "December 24, 2026"),
        ("{{ trigger.day | date }}", "", "December 24, 2026"),
    ],
)
def test_filters_speak_the_customers_language(source: str, locale: str, expected: str) -> None:
    assert subject(source, locale) == expected


@pytest.mark.parametrize("zone", ["Mars/Olympus", "", "Europe", "../../etc/passwd", "\0"])
def test_a_zone_that_does_not_exist_is_the_projects(zone: str) -> None:
    assert subject("{{ trigger.time | time }}", "sv", zone) == "22:30"


def test_locales_that_exist() -> None:
    names = ("sv", "sv-FI", "pt_BR", "sv-FI-x-odd", "xx", "", "Swedish")
    assert [name for name in names if is_locale(name)] == ["sv", "sv-FI", "pt_BR", "sv-FI-x-odd"]


def test_all_announced_filters_exist() -> None:
    assert set(FILTERS) == set(ANNOUNCED)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('{{ customer.nickname | default("you") }}', "you"),
        ('{{ customer.nickname or "you" }}', "you"),
        ("{% if customer.nickname %}x{% else %}y{% endif %}", "y"),
        ("{% if customer.nickname is none %}y{% endif %}", "y"),
        ("{% if customer.nickname == none %}y{% endif %}", "y"),
        ("{% if customer.nickname != 'x' %}y{% endif %}", "y"),
        ("{% if coupon is defined and coupon %}x{% else %}y{% endif %}", "y"),
        ("{% for line in trigger.items %}{{ line.name }} {% endfor %}", "Helmet Bell"),
        ("{{ customer['first_name'] }} & <>", "Åsa & <>"),
        ("{{ customer.tags }}", "<b>&"),
    ],
)
def test_nulls_and_data(source: str, expected: str) -> None:
    assert subject(source) == expected


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("Hi {{ customer.nickname }}", "customer.nickname is empty for this customer"),
        ("{{ customer.nickname | title }}", "customer.nickname is empty for this customer"),
        ("{{ customer.nickname | date }}", "customer.nickname is empty for this customer"),
        ("{{ customer.nickname > 3 }}", "customer.nickname is empty for this customer"),
        ("{{ customer.nickname ~ '!' }}", "customer.nickname is empty for this customer"),
        ("{{ customer.nickname.short }}", "nickname is empty for this customer"),
        ("{{ coupon }}", "coupon is empty for this customer"),
        ("{{ none }}", "a value is empty for this customer"),
        ("{{ customer.frist_name }}", "customer.frist_name is not known here"),
        ("{{ costumer.first_name }}", "costumer is not known here"),
        ("{% for l in trigger.items %}{{ l.price }}{% endfor %}", "trigger.items.price is empty"),
        ('{{ customer.tags | money("SEK") }}', "'<b>&' is not a number"),
        ('{{ 5 | money("SKE") }}', "money: there is no currency 'SKE'"),
        ('{{ trigger.time | date("lang") }}', '"lang" is no date format'),
        ("{{ trigger.day | time }}", "time: 2026-12-24 has no time of day"),
        ("{{ customer.first_name | date }}", "'Åsa' is not a date"),
        ("{{ 1 / 0 }}", "the template divides by zero"),
        ("{{ range(9999999) | list }}", "Range too big"),
        ("{{ 9 ** 9 ** 9 }}", "** with a number above 1000"),
        ("{{ 'x' * 999999999 }}", "* with a number above 1000"),
        ("{{ ().__class__.__bases__ }}", "access to attribute '__class__'"),
        ("{{ trigger.items.append(1) }}", "access to attribute 'append'"),
        ("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", "calls itself without end"),
        ("{% include 'nothing.html' %}", 'there is no template "nothing.html"'),
        ("{{ customer. }}", "expected name or number"),
    ],
)
def test_a_failure_is_one_sentence(source: str, reason: str) -> None:
    with pytest.raises(RenderError) as failure:
        subject(source)
    assert reason in str(failure.value)
    assert "\n" not in str(failure.value)


def test_a_failure_names_the_file_and_the_line(tmp_path: Path) -> None:
    files = {
        "mail.html": '{% import "parts/rows.html" as parts %}\n\n{{ parts.row(customer) }}',
        "parts/rows.html": "\n{% macro row(who) %}\n\n{{ who.nickname }}{% endmacro %}",
    }
    with pytest.raises(RenderError) as failure:
        render(tmp_path, files)
    told = "templates/parts/rows.html:4: customer.nickname is empty for this customer"
    assert str(failure.value) == told
    assert (failure.value.template, failure.value.line) == ("templates/parts/rows.html", 4)


def test_html_is_escaped_inlined_and_keeps_its_media_rules(tmp_path: Path) -> None:
    html = (
        "<html><head><style>p { color: red } a:hover { color: green }"
        " @media (max-width: 600px) { p { color: blue } }</style>"
        '<link rel="stylesheet" href="style.css"></head>'
        "<body><p>{{ customer.tags }}</p></body></html>"
    )
    (tmp_path / "style.css").write_text("p { color: black }")
    found = render(tmp_path, {"mail.html": html}).html
    assert '<p style="color: red;">&lt;b&gt;&amp;</p>' in found
    assert "a:hover" in found
    assert "@media (max-width: 600px)" in found
    assert "black" not in found


def test_text_made_from_html(tmp_path: Path) -> None:
    html = """
      <html><head><title>No title</title><style>.pre { display: none }</style></head><body>
      <div class="pre">Preheader&zwnj;</div><span hidden>x</span><b aria-hidden="true">T</b>
      <table role="presentation"><tr><td style="padding-left: 40px"><h1>Hi</h1></td>
      <td><p>Read <a href="https://shop.example/a?b=1&amp;c=2">our <b>letter</b></a>.</p></td></tr>
      </table><ul><li>one</li><li>two</li></ul>
      <p><a href="https://shop.example"><img src="x.png" alt="Shop"></a>
      <a href="mailto:hi@shop.example">hi@shop.example</a> <a href="#top">Up</a></p>
      <table><tr><td>Helmet</td><td>899</td></tr><tr><td>Bell</td><td>90</td></tr></table>
      </body></html>
    """
    assert render(tmp_path, {"mail.html": html}).text == (
        "Hi\n\nRead our letter (https://shop.example/a?b=1&c=2).\n\n* one\n* two\n\n"
        "Shop (https://shop.example) hi@shop.example Up\n\nHelmet  899\nBell    90\n"
    )


def test_the_text_twin_is_taken_and_not_escaped(tmp_path: Path) -> None:
    files = {"mail.html": "<p>html</p>", "mail.txt": "text {{ customer.tags }}"}
    assert render(tmp_path, files).text == "text <b>&"


@pytest.mark.parametrize(
    ("locale", "expected"),
    [("sv", "hej"), ("sv-FI", "hej"), ("sv_SE", "hej"), ("pt-BR", "oi"), ("pt", "hi"), ("x", "hi")],
)
def test_locale_twins(tmp_path: Path, locale: str, expected: str) -> None:
    files = {
        "mail.html": "hi",
        "mail.sv.html": "hej",
        "mail.sv.txt": "hej in text",
        "mail.pt-BR.html": "oi",
    }
    content = render(tmp_path, files, locale)
    assert expected in content.html
    assert content.text.startswith(expected)


def test_a_constant_is_not_frozen_in_the_first_customers_locale() -> None:
    templates = TemplateSet(Path("templates"))
    told = [
        templates.render_subject('{{ 5 | money("SEK") }}', locale=locale, zone="UTC", context={})
        for locale in ("sv", "en")
    ]
    assert told == ["5,00 kr", "SEK 5.00"]


@given(st.text())
def test_a_subject_is_always_one_line(value: str) -> None:
    told = subject("Hi {{ name }}\n{{ name }}", context={"name": value})
    assert told.splitlines() in ([], [told])
    assert "\r" not in told
    assert "\n" not in told
    told.encode("utf-8")


@pytest.mark.parametrize(
    ("locale", "expected"),
    [
        ("nb", "On December 24, 2026"),
        ("en-GB", "On 24 December 2026"),
        ("sv-FI", "Den 24 december 2026"),
    ],
)
def test_a_date_is_in_the_language_of_the_copy(tmp_path: Path, locale: str, expected: str) -> None:
    files = {
        "mail.html": "On {{ trigger.day | date }}",
        "mail.sv.html": "Den {{ trigger.day | date }}",
    }
    assert expected in render(tmp_path, files, locale).html


@pytest.mark.parametrize("odd", ["\x0b", "\x1f", "\x00", "\ufffe"], ids=ascii)
def test_a_sign_that_is_no_letter_keeps_no_mail_back(tmp_path: Path, odd: str) -> None:
    """A spreadsheet leaves a vertical tab where a line was broken within a cell."""
    text = '<a href="https://shop.example">Hi {{ name }}</a><img src="x.png" alt="{{ name }}">'
    (tmp_path / "mail.html").write_text(text, encoding="utf-8")
    context = {"name": f"An{odd}na"}
    content = TemplateSet(tmp_path).render("mail", locale="en", zone="UTC", context=context)
    assert "(https://shop.example)" in content.text
