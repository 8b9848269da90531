"""A template's syntax tree whose nodes know their exact place, not only their line."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cached_property

from jinja2 import TemplateSyntaxError, nodes
from jinja2.lexer import TokenStream

from orchestrator.records import dataclass
from orchestrator.templates.environment import TemplateEnvironment
from orchestrator.templates.inspection import Place, Problem
from orchestrator.templates.liquid import meant_instead


@dataclass(frozen=True, eq=False)
class Source:
    """One parsed template file. In `tree`, every `lineno` is an offset into `text`."""

    file: str
    text: str
    tree: nodes.Template

    def place(self, offset: int, length: int = 1) -> Place:
        line = bisect_right(self._starts, offset)
        return Place(line, offset - self._starts[line - 1] + 1, length)

    def place_of_name(self, name: str, offset: int) -> Place:
        """Where `name` stands, at or right behind the token at `offset`."""
        found = re.compile(_BEFORE_A_NAME + re.escape(name)).match(self.text, offset)
        return self.place(found.end() - len(name) if found else offset, len(name))

    def problem(self, offset: int, message: str) -> Problem:
        place = self.place(offset)
        return Problem(self.file, place.line, place.column, message)

    @cached_property
    def _starts(self) -> list[int]:
        return line_starts(self.text)


DEEPEST = 100
"""What walks a tree calls itself for each level, and Python allows a thousand calls."""

MOST_TAGS = 5_000
"""More than any mail has, and few enough to be read at each save."""

TOO_DEEP = "this template is nested too deeply"
_BEFORE_A_NAME = r"""(?:[.\[|\s'"]|is\b|not\b)*"""


def line_starts(text: str) -> list[int]:
    return [0, *(match.end() for match in re.finditer("\n", text))]


def parse(file: str, text: str) -> Source | Problem:
    """Read a template's source; a syntax error is a problem with its exact place."""
    text = re.sub("\r\n|\r", "\n", text)
    blank = Source(file, text, nodes.Template([]))
    if (tags := len(re.findall("{[{%]", text))) > MOST_TAGS:
        return blank.problem(0, f"this template has {tags:,} tags; {MOST_TAGS:,} are allowed")
    try:
        tree = ENVIRONMENT.parse(text)
    except TemplateSyntaxError as error:
        return blank.problem(error.lineno, _unreadable(error, text))
    except RecursionError:
        return blank.problem(0, TOO_DEEP)
    return blank.problem(0, TOO_DEEP) if _depth(tree) > DEEPEST else Source(file, text, tree)


def compile_problem(source: Source) -> Problem | None:
    """Find what Jinja notices only when it compiles, such as a block that is defined twice."""
    try:
        ENVIRONMENT.compile(source.tree, source.file, source.file, raw=True)
    except TemplateSyntaxError as error:
        return source.problem(error.lineno, _unreadable(error, source.text))
    return None


def _unreadable(error: TemplateSyntaxError, text: str) -> str:
    said = error.message or ""
    meant = meant_instead(said, text, error.lineno)
    return (
        f"Jinja writes this otherwise: write {meant}"
        if meant
        else f"Jinja cannot read this: {said}"
    )


def _depth(tree: nodes.Node) -> int:
    deepest, todo = 0, [(tree, 1)]
    while todo:
        node, depth = todo.pop()
        deepest = max(deepest, depth)
        todo += [(child, depth + 1) for child in node.iter_child_nodes()]
    return deepest


class _OffsetEnvironment(TemplateEnvironment):
    """Numbers tokens by their offset where Jinja numbers them by their line.

    The parser hands a token's number on to the node that it makes, untouched; so that an
    attribute's node carries the offset of its dot, and a name's node its own.
    """

    def _tokenize(
        self, source: str, name: str | None, filename: str | None = None, state: str | None = None
    ) -> TokenStream:
        raw = self.lexer.tokeniter(source, name, filename, state)
        offsets = list(_with_offsets(source, raw))
        return TokenStream(self.lexer.wrap(offsets, name, filename), name, filename)

    def handle_exception(self, source: str | None = None) -> None:  # type: ignore[override]
        """Raise as is: Jinja would rewrite the traceback by line numbers that are offsets."""
        del source
        raise  # noqa: PLE0704  (called by Jinja inside its except block)


def _with_offsets(
    source: str, raw: Iterator[tuple[int, str, str]]
) -> Iterator[tuple[int, str, str]]:
    position = 0
    try:
        for _, kind, value in raw:
            # Whitespace that a `-` strips is in no token.
            while not source.startswith(value, position) and position < len(source):
                position += 1
            yield position, kind, value
            position += len(value)
    except TemplateSyntaxError as error:
        error.lineno = position
        raise


# Not optimized: nothing is computed while a file is only looked at.
ENVIRONMENT = _OffsetEnvironment(optimized=False)
