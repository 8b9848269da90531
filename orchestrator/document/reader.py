"""Text to data: our own walk over YAML's events, which knows where each of them stands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Protocol

import yaml

from orchestrator.diagnostics import Code, Diagnostic, Path, Span
from orchestrator.document import cut
from orchestrator.document.document import Document, Value, first_line, source_lines
from orchestrator.document.scalars import plain
from orchestrator.document.syntax import explain

MAX_NESTING = 40
MAX_CHARACTERS = 1_000_000
MAX_MISTAKES = 200
"""Of the reading of one file; whoever made more pasted something that is no flow."""
INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]"
)


class Mark(Protocol):
    """A place of libyaml's or of PyYAML's own."""

    @property
    def line(self) -> int: ...
    @property
    def column(self) -> int: ...


LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_document(file: str, text: str) -> tuple[Document | None, list[Diagnostic]]:
    """What can be read of the text, and everything that is wrong with it; never an exception."""
    unreasonable = _unreasonable(file, text)
    if unreasonable:
        return None, [unreasonable]
    walk = _Walk(file, text)
    try:
        data = walk.document()
    except yaml.YAMLError as error:
        return None, _with_last(walk.diagnostics, explain(file, text, error))
    except _TooDeepError as error:
        return None, _with_last(walk.diagnostics, _too_deep(file, error.span))
    except _TooManyError:
        return None, walk.diagnostics
    return Document(file, text, data, walk.values, walk.keys), walk.diagnostics


def _unreasonable(file: str, text: str) -> Diagnostic | None:
    if len(text) > MAX_CHARACTERS:
        message = f"the file is longer than {MAX_CHARACTERS:,} characters"
        return Diagnostic(Code.UNREASONABLE_DOCUMENT, file, message, span=Span.point(1, 1, 0))
    match = INVISIBLE.search(text)
    if match is None:
        return None
    lines = source_lines(text[: match.start()])
    message = f"an invisible character (U+{ord(match[0]):04X}); remove it"
    span = Span.point(len(lines), len(lines[-1]) + 1)
    return Diagnostic(Code.UNREASONABLE_DOCUMENT, file, message, span=span)


def _too_many(file: str, span: Span) -> Diagnostic:
    message = f"more than {MAX_MISTAKES} mistakes; what follows was not read"
    return Diagnostic(Code.UNREASONABLE_DOCUMENT, file, message, span=span)


def _with_last(diagnostics: list[Diagnostic], last: Diagnostic) -> list[Diagnostic]:
    """What ended the reading, unless something in the same line has been named already."""
    lines = {diagnostic.span.line for diagnostic in diagnostics if diagnostic.span}
    return diagnostics if last.span and last.span.line in lines else [*diagnostics, last]


class _TooDeepError(Exception):
    def __init__(self, span: Span) -> None:
        super().__init__()
        self.span = span


class _TooManyError(Exception):
    pass


def _too_deep(file: str, span: Span) -> Diagnostic:
    message = f"more than {MAX_NESTING} levels of nesting"
    return Diagnostic(Code.UNREASONABLE_DOCUMENT, file, message, span=span)


class _Walk:
    """One pass over the events of one text; depth is bounded, so recursion is safe."""

    def __init__(self, file: str, text: str) -> None:
        self.file = file
        self.text = text
        self.lines = source_lines(text)
        self.values: dict[Path, Span] = {}
        self.keys: dict[Path, Span] = {}
        self.diagnostics: list[Diagnostic] = []
        self.passing_over = 0
        self.events: Iterator[yaml.Event] = yaml.parse(text, Loader=LOADER)

    def document(self) -> Value:
        """The first document; a second one is a mistake."""
        next(self.events)  # the start of the stream
        event = next(self.events)
        if isinstance(event, yaml.StreamEndEvent):
            return None
        data = self._value(next(self.events), ())
        next(self.events)  # the end of the document
        event = next(self.events)
        if isinstance(event, yaml.DocumentStartEvent):
            span = self._span(event)
            self._say(Code.NOT_YAML, (), span, 'a second document after "---"; a file holds one')
        return data

    def _value(self, event: yaml.Event, path: Path) -> Value:
        span = self._span(event)
        if len(path) > MAX_NESTING:
            raise _TooDeepError(span)
        self.values[path] = span
        self._refuse_magic(event, path, span)
        match event:
            case yaml.ScalarEvent():
                self.values[path] = self._up_to(span, event)
                return self._scalar(event, path, span)
            case yaml.SequenceStartEvent():
                return self._sequence(path, span)
            case yaml.MappingStartEvent():
                return self._mapping(path, span)
            case _:
                return None

    def _scalar(self, event: yaml.ScalarEvent, path: Path, span: Span) -> Value:
        if event.style:
            return str(event.value)
        if found := cut.text_cut(self.lines, path, event.value, span):
            self._say(Code.TEXT_CUT, path, *found)
        return plain(event.value)

    def _sequence(self, path: Path, start: Span) -> Value:
        items: list[Value] = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            items.append(self._value(event, (*path, len(items))))
        self.values[path] = self._up_to(start, event)
        return items

    def _mapping(self, path: Path, start: Span) -> Value:
        pairs: dict[str, Value] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            key = self._key(event, path)
            if key is None:
                self._pass_over(next(self.events), path)
            else:
                pairs[key] = self._value(next(self.events), (*path, key))
        self.values[path] = self._up_to(start, event)
        return pairs

    def _key(self, event: yaml.Event, path: Path) -> str | None:
        """The key, if it may be used; one that may not is reported."""
        span = self._span(event)
        if isinstance(event, yaml.AliasEvent):
            self._refuse_magic(event, path, span)
            return None
        if not isinstance(event, yaml.ScalarEvent):
            self._say(Code.KEY_NOT_TEXT, path, span, cut.key_not_text(self.lines, span))
            self._pass_over(event, path)
            return None
        self._refuse_magic(event, path, span)
        key = str(event.value)
        refusal = self._refusal(key, path, is_plain=not event.style)
        if refusal:
            self._say(refusal[0], (), span, refusal[1])
            return None
        self.keys[(*path, key)] = span
        return key

    def _refusal(self, key: str, path: Path, *, is_plain: bool) -> tuple[Code, str] | None:
        if is_plain and key == "<<":
            return Code.YAML_MAGIC, "a merge key; write the values out in full"
        if is_plain and not isinstance(plain(key), str):
            return Code.KEY_NOT_TEXT, f'"{key}" as a key is not text; put it in quotes'
        if (*path, key) in self.keys:
            first = self.keys[(*path, key)].line
            return Code.DUPLICATE_KEY, f'"{key}" stands twice, first in line {first}'
        return None

    def _pass_over(self, event: yaml.Event, path: Path) -> None:
        """Walk what stands under a refused key, or is one; it has been reported once."""
        self.passing_over += 1
        self._value(event, (*path, "?"))
        self.passing_over -= 1

    def _refuse_magic(self, event: yaml.Event, path: Path, span: Span) -> None:
        if isinstance(event, yaml.AliasEvent):
            message = 'a text that starts with "*" is an alias in YAML; put it in quotes'
        elif getattr(event, "anchor", None):
            message = 'a text that starts with "&" is an anchor in YAML; put it in quotes'
        elif getattr(event, "tag", None):
            message = 'a text that starts with "!" is a tag in YAML; put it in quotes'
        else:
            return
        self._say(Code.YAML_MAGIC, path, first_line(span, self.text), message)

    def _say(self, code: Code, path: Path, span: Span, message: str) -> None:
        if self.passing_over:
            return
        self.diagnostics.append(Diagnostic(code, self.file, message, path, span=span))
        if len(self.diagnostics) > MAX_MISTAKES:
            self.diagnostics[-1] = _too_many(self.file, span)
            raise _TooManyError

    def _up_to(self, start: Span, event: yaml.Event) -> Span:
        """From the start to the last character of the last value, not to the next key."""
        line, column = self._span(event).end_line - 1, self._span(event).end_column - 1
        while line > start.line - 1 and not self.lines[line][:column].strip():
            line -= 1
            column = len(self.lines[line])
        end = len(self.lines[line][:column].rstrip()) + 1
        if line + 1 == start.line:  # nothing but blanks behind "- "
            end = max(end, start.column)
        return Span(start.line, start.column, line + 1, end)

    def _span(self, event: yaml.Event) -> Span:
        return Span(*self._place(event.start_mark), *self._place(event.end_mark))

    def _place(self, mark: Mark | None) -> tuple[int, int]:
        """Inside the text: libyaml counts a line after one that has no line break."""
        if mark is None or mark.line >= len(self.lines):
            return len(self.lines), len(self.lines[-1]) + 1
        return mark.line + 1, min(mark.column, len(self.lines[mark.line])) + 1
