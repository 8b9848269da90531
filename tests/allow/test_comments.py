"""Where an allow comment stands, what it says, and for which lines it counts."""

from __future__ import annotations

import pytest

from orchestrator.allow import Allowance, allowances_of, allowances_of_template
from orchestrator.document import read_document


def of_yaml(text: str) -> tuple[Allowance, ...]:
    document, found = read_document("flows/a.yml", text)
    assert document
    assert not found
    return allowances_of(document)


def in_short(allowances: tuple[Allowance, ...]) -> list[tuple[str, bool, list[int]]]:
    return [(each.word, each.has_reason, sorted(each.lines)) for each in allowances]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: 1  # allow F044: why", [("F044", True, [1])]),
        ("# allow F044: why\na: 1", [("F044", True, [1, 2])]),
        ("#allow F044:why\na: 1", [("F044", True, [1, 2])]),
        ("## allow F044 : why\na: 1", [("F044", True, [1, 2])]),
        ("# allow F044: why\n# allow F062: why\na: 1", [("F044", True, [1, 3]), ("F062", True, [2, 3])]),
        ("# allow F044: why\n# and this is the cart\na: 1", [("F044", True, [1, 3])]),
        ("# allow F044: why\n\na: 1", [("F044", True, [1, 2])]),
        ("a:\n  - 1\n  # allow F044: why\n  - 2", [("F044", True, [3, 4])]),
        ("a: 1  # the cart  # allow F044: why", [("F044", True, [1])]),
        ("a: 1  # allow F044: one # allow F062: two", [("F044", True, [1]), ("F062", True, [1])]),
        ("a: |  # allow F044: why\n  text", [("F044", True, [1])]),
        ("a: |\n  text\n# allow F044: why\nb: 1", [("F044", True, [3, 4])]),
        ("# allow F044\na: 1", [("F044", False, [1, 2])]),
        ("# allow F044:\na: 1", [("F044", False, [1, 2])]),
        ("# allow F044: ...\na: 1", [("F044", False, [1, 2])]),
        ("# allow F044 because\na: 1", [("F044", False, [1, 2])]),
        ("# allow f44: why\na: 1", [("f44", True, [1, 2])]),
        ("# allow F044: why\r\na: 1\r\n", [("F044", True, [1, 2])]),
        ("# allow F044: why", [("F044", True, [1, 2])]),
    ],
)  # fmt: skip
def test_a_comment(text: str, expected: list[tuple[str, bool, list[int]]]) -> None:
    assert in_short(of_yaml(text)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "a: 1",
        "# allow 2 days for the parcel\na: 1",
        "# allows F044: why\na: 1",
        "a: 'x # allow F044: why'",
        'a: "x\n  # allow F044: why"',
        "a: |\n  # allow F044: why\n  text",
        "a: >-\n  text\n  # allow F044: why",
        "'# allow F044: why': 1",
        "a: x#allow F044",
    ],
)
def test_no_comment(text: str) -> None:
    assert of_yaml(text) == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{# allow F059: why #}\n<p>", [("F059", True, [1, 2])]),
        ("{#- allow F059: why -#}\n<p>", [("F059", True, [1, 2])]),
        ("  {# allow F059: why #} \n<p>", [("F059", True, [1, 2])]),
        ("<p>{# allow F059: why #}\n<p>", [("F059", True, [1])]),
        ("{# allow F059: why\n   and more #}\n<p>", [("F059", True, [1, 2, 3])]),
        ("{# allow F059: why #}\n{# a frame #}\n<p>", [("F059", True, [1, 3])]),
        ("{# allow F059 #}\n<p>", [("F059", False, [1, 2])]),
        ("{#- allow F059: -#}\n<p>", [("F059", False, [1, 2])]),
        ("# allow F059: why\n<p>", []),
        ("{# allow them #}", []),
    ],
)
def test_a_comment_of_a_template(text: str, expected: list[tuple[str, bool, list[int]]]) -> None:
    assert in_short(allowances_of_template("templates/a.html", text)) == expected
