"""What is done to values in a template, and what is printed in every message."""

from __future__ import annotations

from pathlib import Path

import pytest
from babel import numbers

from orchestrator.templates import Inspection, TemplateSet
from orchestrator.templates.currencies import CURRENCIES

LINK = "{{ unsubscribe_url }}"


def inspected(source: str, folder: Path) -> Inspection:
    (folder / "mail.html").write_text(source)
    return TemplateSet(folder).inspect("mail")


@pytest.mark.parametrize(
    "source",
    [
        LINK,
        f"{{% if unsubscribe_url %}}{LINK}{{% endif %}}",
        f"{{% if not unsubscribe_url %}}Bye{{% else %}}{LINK}{{% endif %}}",
        f"{{% if unsubscribe_url is defined %}}{LINK}{{% endif %}}",
        f"{{% if unsubscribe_url | default('') %}}{LINK}{{% endif %}}",
        f"{{% if customer.a %}}A {LINK}{{% else %}}B {LINK}{{% endif %}}",
        "{{ unsubscribe_url if unsubscribe_url }}",
        (
            f"{{% macro foot() %}}{LINK}{{% endmacro %}}"
            "{% if customer.a %}{{ foot() }}{% endif %}{{ foot() }}"
        ),
        f"<!-- a --> {LINK} <!-- b -->",
        f"<!--[if !mso]><!--> {LINK} <!--<![endif]-->",
    ],
)
def test_a_link_in_every_message(source: str, tmp_path: Path) -> None:
    assert ("unsubscribe_url",) in inspected(source, tmp_path).sure


@pytest.mark.parametrize(
    "source",
    [
        f"{{% if customer.a %}}{LINK}{{% endif %}}",
        f"{{% if unsubscribe_url and customer.a %}}{LINK}{{% endif %}}",
        f"{{% if customer.a %}}A{{% elif unsubscribe_url %}}{LINK}{{% endif %}}",
        f"{{% for item in trigger.items %}}{LINK}{{% endfor %}}",
        "{{ unsubscribe_url if customer.a }}",
        f"<!-- {LINK} -->",
        f"<!--[if mso]> {LINK} <![endif]-->",
    ],
)
def test_a_link_in_some_messages(source: str, tmp_path: Path) -> None:
    found = inspected(source, tmp_path)
    assert ("unsubscribe_url",) in found.shown
    assert ("unsubscribe_url",) not in found.sure


@pytest.mark.parametrize(
    ("source", "uses"),
    [
        ("{{ customer }}", [("customer", "printed")]),
        ("{{ trigger.total | money('SEK') }}", [("trigger.total", "money")]),
        ("{{ trigger.total | default(0) | number }}", [("trigger.total", "number")]),
        ("{% if trigger.total > '5' %}{% endif %}", [("trigger.total", "compared with text")]),
        ("{% if 1 < trigger.total < 5 %}{% endif %}", []),
        ("{{ 'from ' + trigger.total }}", [("trigger.total", "added to text")]),
        ("{{ customer.tags | join(', ') }}", [("customer.tags", "joined")]),
        ("{{ trigger.items | join(', ', attribute='sku') }}", []),
        ("{{ trigger.total | int | money('SEK') }}", []),
        ("{% for line in trigger.items %}{{ line }}{% endfor %}", [("trigger.items.*", "printed")]),
    ],
)
def test_uses(source: str, uses: list[tuple[str, str]], tmp_path: Path) -> None:
    found = inspected(source, tmp_path).uses
    assert [(".".join(use.path), use.how) for use in found] == uses


@pytest.mark.parametrize(
    "source",
    [
        "{{ a | date('d MMMM') }} {{ a | date('long') }} {{ a | time('HH:mm') }}",
        "{{ a | date('YYYY-ww') }} {{ a | date(format='yyyy') }}",
        "{{ a | money('SEK') }} {{ a | money(b) }}",
        "<style>p {color: red} @media {p {margin: 0}}</style> 50%% off, 10%% more",
        "{% for a in trigger.items if a.child %}{% include 'mail.html' %}{% endfor %}",
        "{% if customer.again %}{% include 'mail.html' %}{% endif %}",
    ],
)
def test_nothing_is_wrong(source: str, tmp_path: Path) -> None:
    assert not inspected(source, tmp_path).problems


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("{{ a | date('d.m.Y') }}", '"d.m.Y" is no date format; write "dd.MM.yyyy"'),
        ("{{ a | date('%d.%m.%Y') }}", '"%d.%m.%Y" is no date format; write "dd.MM.yyyy"'),
        (
            "{{ a | date(format='HH:mm') }}",
            '"HH:mm" is no date format; expected one of short, medium, long, full',
        ),
        (
            "{{ a | money(currency='sek') }}",
            (
                'there is no currency "sek"; write three capital letters, such as SEK '
                '(did you mean "SEK"?)'
            ),
        ),
        (
            '<a href="{ unsubscribe_url }">',
            (
                '"{ unsubscribe_url }" is printed as it stands; write {{ unsubscribe_url }} with two '
                "braces"
            ),
        ),
    ],
)
def test_what_is_wrong(source: str, message: str, tmp_path: Path) -> None:
    assert [problem.message for problem in inspected(source, tmp_path).problems] == [message]


@pytest.mark.parametrize("foreign", ["*|FNAME|*", "%%first_name%%", "[[first_name]]"])
def test_placeholders_of_other_tools(foreign: str, tmp_path: Path) -> None:
    (problem,) = inspected(f"<p>Hello {foreign}</p>", tmp_path).problems
    assert problem.message.startswith(f'"{foreign}" is printed as it stands')
    assert problem.column == len("<p>Hello ") + 1


def test_what_is_remembered_is_what_was_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    folder = tmp_path / "templates"
    folder.mkdir()
    text = "{% if trigger.sku %}{{ trigger.total | money('SEK') }}{% endif %}"
    found = inspected(f"{LINK} {text}", folder)
    first = TemplateSet(folder, remembers=True)
    first.inspect("mail")
    first.keep()
    again = TemplateSet(folder, remembers=True).inspect("mail")
    assert again == found
    assert [each.asked for each in again.needed] == [each.asked for each in found.needed]
    assert found.uses
    assert found.sure


def test_currencies_are_those_that_can_be_written() -> None:
    assert numbers.list_currencies() == CURRENCIES


def test_twins_by_their_files(tmp_path: Path) -> None:
    for name in ("mail.html", "mail.txt", "mail.sv.html", "mail.pt-BR.txt"):
        (tmp_path / name).write_text("Hello")
    folder = tmp_path.name
    assert TemplateSet(tmp_path).twins("mail") == {
        f"{folder}/mail.pt-BR.txt": "pt-BR",
        f"{folder}/mail.sv.html": "sv",
    }
