"""A comment with a reason silences a warning on its line, and any other is told that it does not."""

from __future__ import annotations

import pathlib

import pytest

from orchestrator.diagnostics import Code, Diagnostic, Span
from orchestrator.load import Loaded, load_project
from tests.frontend.cases import GOOD_FLOW, shop

HEAD = "flow: good\nstatus: live\ntrigger:\n  event: placed_order\nreentry: never\n"
NEVER_SENDS = HEAD + "steps:\n  - delay: 1 day\n"
"""Has F043, at `steps`."""


def load(root: pathlib.Path) -> Loaded:
    return load_project(root, environment={})


def codes(loaded: Loaded) -> list[tuple[str, str, int]]:
    return [(d.file, d.code.number, d.span.line if d.span else 0) for d in loaded.diagnostics]


def test_the_warning_that_is_to_be_silenced(tmp_path: pathlib.Path) -> None:
    assert codes(load(shop(tmp_path, good=NEVER_SENDS))) == [("flows/good.yml", "F043", 6)]


@pytest.mark.parametrize(
    "text",
    [
        NEVER_SENDS.replace("steps:", "steps:  # allow F043: mails come in May"),
        NEVER_SENDS.replace("steps:", "# allow F043: mails come in May\nsteps:"),
        NEVER_SENDS.replace("steps:", "# allow F043: mails come in May\n# (ask Maj)\nsteps:"),
    ],
)
def test_silenced(text: str, tmp_path: pathlib.Path) -> None:
    assert codes(load(shop(tmp_path, good=text))) == []


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (NEVER_SENDS.replace("steps:", "# allow F043\nsteps:"), {"F085": 6, "F043": 7}),
        (NEVER_SENDS.replace("steps:", "# allow f043: why\nsteps:"), {"F085": 6, "F043": 7}),
        (NEVER_SENDS.replace("steps:", "# allow F062: why\nsteps:"), {"F085": 6, "F043": 7}),
        ("# allow F043: why\n" + NEVER_SENDS, {"F085": 1, "F043": 7}),
        (NEVER_SENDS.replace("steps:", "# allow F043: why\n\nsteps:"), {"F085": 6, "F043": 8}),
    ],
)
def test_not_silenced_and_told_why(
    text: str, lines: dict[str, int], tmp_path: pathlib.Path
) -> None:
    found = codes(load(shop(tmp_path, good=text)))
    assert {code: line for _file, code, line in found} == lines


def test_an_error_stays(tmp_path: pathlib.Path) -> None:
    text = GOOD_FLOW.replace("template: hello", "template: none  # allow F023: it comes in May")
    found = codes(load(shop(tmp_path, good=text)))
    assert found == [("flows/good.yml", "F023", 7), ("flows/good.yml", "F085", 7)]


def test_what_an_error_hides_is_not_called_idle(tmp_path: pathlib.Path) -> None:
    text = NEVER_SENDS.replace("steps:", "steps:  # allow F043: mails come in May")
    loaded = load(shop(tmp_path, good=text.replace("placed_order", "placed")))
    assert [found.code for found in loaded.diagnostics] == [Code.UNKNOWN_EVENT]


def test_idle_is_only_said_when_all_flows_are_judged(tmp_path: pathlib.Path) -> None:
    root = shop(tmp_path, good=GOOD_FLOW.replace("steps:", "steps:  # allow F043: why"))
    assert codes(load(root)) == [("flows/good.yml", "F085", 5)]
    assert load_project(root, [root / "flows" / "good.yml"], environment={}).diagnostics == ()


def edited(root: pathlib.Path, file: str, old: str, new: str) -> pathlib.Path:
    text = (root / file).read_text(encoding="utf-8")
    assert old in text
    (root / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    return root


GREETING = "<p>Hi {{ customer.first_name }}</p>\n"
"""Has F059: not everybody has a name."""


def with_greeting(tmp_path: pathlib.Path, text: str) -> Loaded:
    root = shop(tmp_path, good=GOOD_FLOW)
    hello = root / "templates" / "hello.html"
    hello.write_text(hello.read_text(encoding="utf-8") + text, encoding="utf-8")
    return load(root)


@pytest.mark.parametrize(
    "text",
    [
        "{# allow F059: our till asks for it #}\n" + GREETING,
        "{#- allow F059: our till asks for it -#}\n{# a greeting #}\n" + GREETING,
        GREETING.replace("<p>", "<p>{# allow F059: our till asks for it #}"),
    ],
)
def test_silenced_in_a_template(text: str, tmp_path: pathlib.Path) -> None:
    told = with_greeting(tmp_path / "told", GREETING)
    assert [found.code for found in told.diagnostics] == [Code.PRINTS_NOTHING]
    assert with_greeting(tmp_path / "silenced", text).diagnostics == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{# allow F059 #}\n" + GREETING, ["F085", "F059"]),
        ("{# allow F059: why #}\n\n" + GREETING, ["F085", "F059"]),
        ("<p>{# allow F059: why #}</p>\n" + GREETING, ["F085", "F059"]),
        (GREETING.rstrip() + " # allow F059: why\n", ["F059"]),
        ("{# allow F059: why #}\n<p>Hi</p>\n", ["F085"]),
    ],
)
def test_not_silenced_in_a_template(text: str, expected: list[str], tmp_path: pathlib.Path) -> None:
    loaded = with_greeting(tmp_path, text)
    assert [found.code.number for found in loaded.diagnostics] == expected
    assert "templates/hello.html" in loaded.sources


def test_silenced_in_a_subject(tmp_path: pathlib.Path) -> None:
    told = GOOD_FLOW.replace("subject: Hello", "subject: Hello {{ customer.first_name }}")
    silenced = told.replace("    subject:", "    # allow F059: our till asks for it\n    subject:")
    assert codes(load(shop(tmp_path / "told", good=told))) == [("flows/good.yml", "F059", 8)]
    assert codes(load(shop(tmp_path / "silenced", good=silenced))) == []


def test_what_the_doctor_says_can_be_allowed_too(tmp_path: pathlib.Path) -> None:
    allowed = "  # allow F074: a small table\n  customers:"
    root = edited(shop(tmp_path), "orchestrator.yml", "  customers:", allowed)
    loaded = load(root)
    assert loaded.diagnostics == ()
    (here,) = (each.span.line + 1 for each in loaded.allowances)
    found = [
        Diagnostic(Code.NO_INDEX, "orchestrator.yml", "no index", span=Span.point(line, 3))
        for line in (here, here + 1)
    ]
    assert loaded.placed(found) == (found[1],)
