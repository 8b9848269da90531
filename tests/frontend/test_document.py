"""The reader: every text becomes data or a diagnostic, and every place is inside the text."""

from __future__ import annotations

import pathlib

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from orchestrator.diagnostics import Span
from orchestrator.document import Document, read_document, read_file, source_lines

SHIPPED = sorted((pathlib.Path(__file__).parents[2] / "flows").glob("*.yml"))
YAML_SIGNS = st.text(
    alphabet="ab:- \n#'\"[]{},&*!|>%@?~0\t\r\x00\x85\u2028\ufeff\ud800é🙂", max_size=60
)


def read(text: str) -> Document:
    document, diagnostics = read_document("a.yml", text)
    assert document
    assert not diagnostics
    return document


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("NO", "NO"),
        ("no", "no"),
        ("on", "on"),
        ("off", "off"),
        ("y", "y"),
        ("09:30", "09:30"),
        ("12:30:45", "12:30:45"),
        ("0123", "0123"),
        ("0o17", "0o17"),
        ("0x1F", "0x1F"),
        ("1_000", "1_000"),
        ("1e3", "1e3"),
        (".5", ".5"),
        ("2026-03-31", "2026-03-31"),
        ("9999999999999999", "9999999999999999"),
        ("50%", "50%"),
        (".inf", ".inf"),
        ("=", "="),
        ("12", 12),
        ("-3", -3),
        ("1.50", 1.5),
        ("true", True),
        ("False", False),
        ("null", None),
        ("~", None),
        ("", None),
        ("'12'", "12"),
        ('"true"', "true"),
        ("''", ""),
    ],
)
def test_a_word_means_what_people_mean(word: str, value: object) -> None:
    data = read(f"key: {word}\n").data
    assert isinstance(data, dict)
    assert data["key"] == value
    assert type(data["key"]) is type(value)


def test_on_is_a_key() -> None:
    assert read("on: 1\nyes: 2\nNO: 3\n").data == {"on": 1, "yes": 2, "NO": 3}


def test_knows_where_everything_stands() -> None:
    document = read(
        'steps:\n  - send: a\n    subject: "Hello"\n  - delay: 1 day\nlast: |\n  two\n  lines\n'
    )
    assert document.span(("steps", 0, "subject")) == Span(3, 14, 3, 21)
    assert document.span(("steps", 0, "subject"), on_key=True) == Span(3, 5, 3, 12)
    assert document.span(("steps", 1)) == Span(4, 5, 4, 17)
    assert document.span(("steps",)) == Span(2, 3, 4, 17)
    assert document.span(("last",)) == Span(5, 7, 7, 8)


def test_what_is_missing_stands_where_its_parent_does() -> None:
    document = read("trigger:\n  event: a\nsteps:\n  - send: a\n")
    assert document.span(("trigger", "key")) == Span(1, 1, 1, 8)
    assert document.span(("steps", 0, "subject")) == Span(4, 5, 4, 12)
    assert document.span(("trigger", "event", "below")) == Span(2, 10, 2, 11)
    assert document.span(("nothing", "at", "all")) == Span(1, 1, 1, 9)


@pytest.mark.parametrize(
    ("text", "column"),
    [("a: Hi {{ x }}", 10), ("a: 'Hi {{ x }}'", 11), ('a: "Hi {{ x }}"', 11)],
)
def test_finds_a_stretch_within_a_text(text: str, column: int) -> None:
    assert read(text).span_within(("a",), 1, 7, 1) == Span.point(1, column)


@pytest.mark.parametrize(
    "text", ['a: "Hi\\t{{ x }}"', "a: >\n  Hi\n  {{ x }}\n", "a: Hi\n  {{ x }}\n"]
)
def test_a_folded_text_is_marked_as_a_whole(text: str) -> None:
    document = read(text)
    assert document.span_within(("a",), 1, 4, 4) == document.span(("a",))


def test_a_comment_is_no_cut() -> None:
    text = "status: live    # draft | live\nsubject: Hello  # for now\nkey: a # b\nn: 5 # c\nq: 'a' #1\n"
    assert read(text).data == {"status": "live", "subject": "Hello", "key": "a", "n": 5, "q": "a"}


def test_text_beyond_the_basic_plane_counts_as_one_column() -> None:
    assert read("a: 🙂🙂\nb: [🙂, x]\n").span(("b", 1)) == Span(2, 8, 2, 9)


@pytest.mark.parametrize("name", ["missing.yml", "."])
def test_what_is_no_file_is_said(name: str, tmp_path: pathlib.Path) -> None:
    _text, document, diagnostics = read_file(name, tmp_path / name, tmp_path)
    assert document is None
    assert [found.code.number for found in diagnostics] == ["F001"]


def assert_inside(text: str, span: Span) -> None:
    lines = source_lines(text)
    assert 1 <= span.line <= span.end_line <= len(lines)
    assert 1 <= span.column <= len(lines[span.line - 1]) + 1
    assert 1 <= span.end_column <= len(lines[span.end_line - 1]) + 2
    assert (span.line, span.column) <= (span.end_line, span.end_column)


def assert_sound(text: str) -> None:
    """A document or a reason, and places that exist."""
    document, diagnostics = read_document("a.yml", text)
    assert document or diagnostics
    for found in diagnostics:
        assert found.span
        assert_inside(text, found.span)
        assert "\n" not in found.message
    for span in (*document.values.values(), *document.keys.values()) if document else ():
        assert_inside(text, span)


@settings(max_examples=600, deadline=None)
@given(YAML_SIGNS)
@example("[" * 2000)
@example("{" * 2000)
@example("- " * 2000)
@example("a: " * 100)
@example("&a [*a]")
@example("&a {*a : *a}")
@example("? ? ? ?")
@example("<<: *a")
@example("a: !!binary x")
@example("'")
@example("a: |\n")
@example("%TAG ! x\n---\n!y z")
@example("--- ---\n...\n...")
def test_never_raises(text: str) -> None:
    assert_sound(text)


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=200))
def test_never_raises_on_any_text(text: str) -> None:
    assert_sound(text)


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from(SHIPPED),
    st.lists(
        st.tuples(st.floats(0, 1), st.sampled_from([0, 1, 4]), st.binary(max_size=3)), max_size=4
    ),
)
def test_never_raises_on_a_damaged_flow(
    path: pathlib.Path, damages: list[tuple[float, int, bytes]]
) -> None:
    raw = path.read_bytes()
    for place, length, instead in damages:
        at = int(place * len(raw))
        raw = raw[:at] + instead + raw[at + length :]
    assert_sound(raw.decode("utf-8", errors="replace"))
