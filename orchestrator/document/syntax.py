"""What libyaml says about broken YAML, in the words of the person who wrote it."""

from __future__ import annotations

import re

import yaml

from orchestrator.diagnostics import Code, Diagnostic, Span
from orchestrator.document.cut import SENTENCES
from orchestrator.document.document import source_lines
from orchestrator.document.unseen import odd_start, quote_left_open

PLAIN = (
    ("mapping values are not allowed", 'a ":" inside a text; put the text in quotes'),
    ("found unexpected end of stream", "the quote that opens here is never closed"),
    ("unknown escape character", 'a "\\" in double quotes; use single quotes'),
    (
        "did not find expected ',' or",
        "the bracket that opens here is not closed, or a comma is missing in it",
    ),
    ("did not find expected node content", "a value is missing here"),
    ("could not find expected ':'", 'a line that is not "key: value"'),
    ("block sequence entries are not allowed", 'a "-" that does not start a line'),
    (
        "did not find expected comment or line break",
        'text after a ">" or "|"; for a comparison write a word such as "more_than:" below',
    ),
)
QUOTED = re.compile(r"^\s*(?:- )?(?:[\w.]+:\s+)?(?P<start>[\"'])")
MINUS = re.compile(r"\s*-\w")
KEY = re.compile(r"\s*(?:- )?(?P<word>[\w.]+)")
TWO_KEYS = re.compile(
    r"\s*(?:- )?(?P<key>[\w.]+):\s+(?P<rest>(?P<second>[A-Za-z_][\w.]*):(?:\s.*)?)$"
)
TEXTS = SENTENCES | {"stage", "reason", "name"}
LISTS = ("if", "then", "else", "steps", "conditions", "exit_when", "only_if", "hold_while")
GROUPS = ("all", "any", "none", "enter", "stay", "cases")
BRACES = re.compile(r":\s+(?P<start>\{\{)")
SPECIAL = re.compile(r"(?:- |:\s+)(?P<start>[@`%*&!])")
YAMLS_OWN = "*&!"
CONTEXT_IS_PLACE = (
    "found unexpected end of stream",
    "could not find expected ':'",
    "did not find expected ',' or",
)


def explain(file: str, text: str, error: yaml.YAMLError) -> Diagnostic:
    if not isinstance(error, yaml.MarkedYAMLError):
        message = str(error).split("\n", maxsplit=1)[0]
        return Diagnostic(Code.NOT_YAML, file, message, span=Span.point(1, 1, 0))
    lines = source_lines(text)
    mark = _mark(error, lines)
    line = lines[mark.line - 1]
    return (
        _unseen(file, mark, lines)
        or _lost_indent(file, error, mark, lines)
        or _misplaced_key(file, error, mark, lines)
        or _two_keys(file, error, mark, line)
        or _needs_quotes(file, mark, lines)
        or Diagnostic(Code.NOT_YAML, file, _words(error, mark, line), span=mark)
    )


def _mark(error: yaml.MarkedYAMLError, lines: list[str]) -> Span:
    """The place to show, inside the text even where libyaml points behind its end."""
    mark = error.problem_mark or error.context_mark
    if error.context_mark and any(words in (error.problem or "") for words in CONTEXT_IS_PLACE):
        mark = error.context_mark
    if mark is None:
        return Span.point(1, 1, 0)
    number, column = mark.line, mark.column
    if number >= len(lines):
        number, column = len(lines) - 1, len(lines[-1])
    while number and not lines[number].strip():
        number, column = number - 1, len(lines[number - 1].rstrip())
    column = min(column, len(lines[number]))
    return Span.point(number + 1, column + 1, 1 if column < len(lines[number]) else 0)


def _unseen(file: str, mark: Span, lines: list[str]) -> Diagnostic | None:
    """What stands above and cannot be seen is to blame for what libyaml stumbled over."""
    if opened := quote_left_open(lines, mark.line):
        message = "the quote that opens here is not closed on its line"
        return Diagnostic(Code.NOT_YAML, file, message, span=opened)
    if odd := odd_start(lines, mark.line):
        return Diagnostic(Code.NOT_YAML, file, odd[1], span=odd[0])
    return None


def _lost_indent(
    file: str, error: yaml.MarkedYAMLError, mark: Span, lines: list[str]
) -> Diagnostic | None:
    """A key that stands between two levels, or a "-" that left its list."""
    line, context = lines[mark.line - 1], error.context or ""
    starts_line = not line[: mark.column - 1].strip()
    word = line.strip().split(":")[0]
    if not ("parsing a block" in context and starts_line):
        return None
    if line.lstrip().startswith("- "):
        message = 'this "-" lost its indent; put it under the "-" above'
    elif ":" in line and mark.column > 1 and not word.startswith("-"):
        place = _place_beside(lines[: mark.line - 1], in_list="collection" in context)
        message = f'"{word}" lost its indent; put it {place}'
    else:
        return None
    length = 1 if word.startswith("-") else len(word)
    span = Span.point(mark.line, mark.column, length)
    return Diagnostic(Code.LOST_INDENT, file, message, span=span)


def _place_beside(above: list[str], *, in_list: bool) -> str:
    if in_list:
        return 'under the first word after the "-" above'
    keys = (key["word"] for line in reversed(above) if (key := KEY.match(line)))
    return f'right under the key that it belongs beside, such as "{next(keys, "")}"'


def _misplaced_key(
    file: str, error: yaml.MarkedYAMLError, mark: Span, lines: list[str]
) -> Diagnostic | None:
    """A key that YAML took for the second line of a text: the mistake is in the line above."""
    key = KEY.fullmatch(lines[mark.line - 1][: mark.column - 1])
    if key is None or mark.line == 1 or "mapping values" not in (error.problem or ""):
        return None
    above = lines[mark.line - 2]
    if ":" in above:
        message = f'"{key["word"]}" stands too far to the right; put it under the key above'
        span = Span.point(mark.line, key.start("word") + 1, len(key["word"]))
    else:
        message = 'a line that is not "key: value"'
        text = above.strip()
        span = Span.point(mark.line - 1, above.find(text) + 1, len(text))
    return Diagnostic(Code.NOT_YAML, file, message, span=span)


def _two_keys(file: str, error: yaml.MarkedYAMLError, mark: Span, line: str) -> Diagnostic | None:
    """A key with another one behind it in the same line."""
    match = TWO_KEYS.fullmatch(line.rstrip())
    if match is None or match["key"] in TEXTS or "mapping values" not in (error.problem or ""):
        return None
    dash = ', behind "- "' if match["key"] in (*LISTS, *GROUPS) else ""
    message = f'two keys in one line; put "{match["rest"]}" on a line of its own below "{match["key"]}:"{dash}'
    span = Span.point(mark.line, match.start("second") + 1, len(match["second"]))
    return Diagnostic(Code.NOT_YAML, file, message, span=span)


def _needs_quotes(file: str, mark: Span, lines: list[str]) -> Diagnostic | None:
    """A text that opens with a character of YAML's own, on the line of the mark or just above."""
    for number in (mark.line, mark.line - 1):
        if number < 1:
            continue
        line = lines[number - 1]
        start = BRACES.search(line) or SPECIAL.search(line)
        if start:
            message = f'a text that starts with "{start["start"]}" needs quotes around all of it'
            span = Span.point(number, start.start("start") + 1, len(start["start"]))
            code = Code.YAML_MAGIC if start["start"] in YAMLS_OWN else Code.NOT_YAML
            return Diagnostic(code, file, message, span=span)
    return None


def _words(error: yaml.MarkedYAMLError, mark: Span, line: str) -> str:
    problem = error.problem or "this is not YAML"
    if "did not find expected key" in problem or "did not find expected '-'" in problem:
        if (quoted := QUOTED.match(line)) and mark.column > 1:
            return f"text after the closing quote; {_quotes_around(line[quoted.start('start') :])}"
        if line[: mark.column - 1].rstrip().endswith(("]", "}")):
            return "text after the closing bracket; put quotes around the whole text"
        if MINUS.match(line):
            return 'a space is missing after the "-"'
        return "a line with the wrong indent"
    if line[mark.column - 1 : mark.column] == "\t":
        return "a tab; indent with spaces"
    return next((words for part, words in PLAIN if part in problem), problem)


def _quotes_around(text: str) -> str:
    """Quotes of the other kind, shown around the text."""
    text = text.rstrip()
    other = "'" if text.startswith('"') else '"'
    if other in text:
        return "put quotes around the whole text"
    return f"put {'single' if other == chr(39) else 'double'} quotes around all of it: {other}{text}{other}"
