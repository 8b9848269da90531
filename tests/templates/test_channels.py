"""What each channel needs of a template, and what it becomes there."""

from __future__ import annotations

from pathlib import Path

import pytest

from orchestrator.model import Channel
from orchestrator.templates import RenderError, TemplateSet

FILES = {
    "both.html": "<p>Hi</p>",
    "both.txt": "Hi",
    "both.sv.txt": "Hej",
    "text.txt": "Hi",
    "text.sv.txt": "Hej",
    "call.json": "{}",
    "call.sv.json": "{}",
    "_part.txt": "",
}


def templates(folder: Path, files: dict[str, str]) -> TemplateSet:
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return TemplateSet(folder, locale="en", zone="Europe/Stockholm")


def sms(known: TemplateSet, locale: str = "en", **customer: object) -> str:
    context = {"customer": customer}
    return known.render("text", Channel.SMS, locale=locale, zone="UTC", context=context).text


def test_names_of_each_channel(tmp_path: Path) -> None:
    known = templates(tmp_path, FILES)
    assert {channel: known.names(channel) for channel in Channel} == {
        Channel.EMAIL: ("both",),
        Channel.SMS: ("text",),
        Channel.WEBHOOK: ("call",),
    }
    assert known.exists("both", Channel.SMS)
    assert not known.exists("text", Channel.EMAIL)
    assert known.file_of("text", Channel.WEBHOOK) == f"{tmp_path.name}/text.json"


def test_a_text_message_is_plain_and_tidy(tmp_path: Path) -> None:
    text = "\n\n{% if customer.x %}{{ customer.x }} & <b>{% endif %}  \n\n\n\n"
    known = templates(tmp_path, {"text.txt": text + '{{ 5 | money("SEK") }}\n'})
    assert sms(known, x='"Åsa"') == '"Åsa" & <b>\n\nSEK 5.00'


@pytest.mark.parametrize(("locale", "expected"), [("sv-FI", "Hej"), ("nb", "Hi"), ("", "Hi")])
def test_a_text_message_in_the_customers_language(
    tmp_path: Path, locale: str, expected: str
) -> None:
    assert sms(templates(tmp_path, FILES), locale) == expected


@pytest.mark.parametrize(
    ("locale", "expected"),
    [
        ("sv", "Hej 24 december 2026"),
        ("sv-FI", "Hej 24 december 2026"),
        ("pt-BR", "Oi 24 de dezembro de 2026"),
        ("pt", "Hi December 24, 2026"),
        ("en-GB", "Hi 24 December 2026"),
        ("nb", "Hi December 24, 2026"),
    ],
)
def test_a_subject_in_the_customers_language(tmp_path: Path, locale: str, expected: str) -> None:
    twins = {
        "sv": "Hej {{ '2026-12-24' | date }}",
        "en": "Hi {{ '2026-12-24' | date }}",
        "pt-BR": "Oi {{ '2026-12-24' | date }}",
    }
    known = templates(tmp_path, {})
    told = known.render_subject(twins["sv"], twins, locale=locale, zone="UTC", context={})
    assert told == expected


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", 1),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("a" * 152 + "€" * 77, 3),  # the first part ends before the sign that takes two places
        ("ş" * 70, 1),
        ("ş" * 71, 2),
        ("ş" * 134, 2),
        ("ş" * 135, 3),
        ("\N{BICYCLE}" * 36, 2),
        ("\N{GRINNING FACE}" * 35, 1),
        ("\N{GRINNING FACE}" * 66, 2),  # 33 whole ones a part
        ("\N{GRINNING FACE}" * 67, 3),
        ("\N{NO-BREAK SPACE}" * 3 + "a" * 150, 1),
    ],
)
def test_parts_of_a_text_message(tmp_path: Path, text: str, parts: int) -> None:
    known = templates(tmp_path, {"text.txt": f"{text}"})
    (length,) = known.sms_lengths("text").values()
    assert length.parts == parts


@pytest.mark.parametrize(
    ("text", "characters"),
    [
        ("Hi {{ customer.name }}!", 14),
        ("{# why #}Hi{% set x = 1 %}", 2),
        ("{% if a %}long{% elif b %}longest{% else %}x{% endif %}", 7),
        ("{% for x in y %}{{ x }} {% endfor %}.", 12),
        ("{{ 'Hello' if a else 'Hi' }}", 5),
        ("{{ unsubscribe_url }}", 160),
        ("{% include 'part.txt' %}{% block b %}b{% endblock %}", 5),
        ("{% extends 'layout.txt' %}{% block b %}four{% endblock %}", 6),
        ("{% include 'text.txt' %}x", 10),
    ],
)
def test_the_length_of_what_is_not_known_yet(tmp_path: Path, text: str, characters: int) -> None:
    more = {"part.txt": "part", "layout.txt": "[{% block b %}{% endblock %}]"}
    known = templates(tmp_path, {"text.txt": text, **more})
    (length,) = known.sms_lengths("text").values()
    assert length.characters == characters


def test_a_blank_text_message_is_none(tmp_path: Path) -> None:
    known = templates(tmp_path, {"text.txt": "{% if customer.x %}Hi{% endif %}\n"})
    assert sms(known, x="yes") == "Hi"
    with pytest.raises(RenderError, match="nothing is left of the text to send"):
        sms(known, x="")
