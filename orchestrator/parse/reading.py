"""A cursor over data whose shape was checked, and the list of what cannot be read of it.

What was wrong in shape has been taken out before (`schema.without`), so a key may be missing and
an item of a list may be None; both are passed over here, because they were reported there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import field
from typing import TypeVar

from orchestrator.diagnostics import Code, Diagnostic, Path
from orchestrator.document import Value
from orchestrator.parse.values import Unreadable
from orchestrator.records import dataclass

T = TypeVar("T")


@dataclass(frozen=True)
class Node:
    value: Value
    path: Path = ()

    def __getitem__(self, key: str) -> Node:
        value = self.value.get(key) if isinstance(self.value, dict) else None
        return Node(value, (*self.path, key))

    def __contains__(self, key: str) -> bool:
        return isinstance(self.value, dict) and self.value.get(key) is not None

    def __bool__(self) -> bool:
        return self.value is not None

    @property
    def is_map(self) -> bool:
        return isinstance(self.value, dict)

    def pairs(self) -> Iterator[tuple[str, Node]]:
        if isinstance(self.value, dict):
            for key, value in self.value.items():
                yield key, Node(value, (*self.path, key))

    def items(self) -> Iterator[Node]:
        if isinstance(self.value, list):
            for index, value in enumerate(self.value):
                if value is not None:
                    yield Node(value, (*self.path, index))

    def below(self) -> Iterator[Node]:
        """What stands directly below, in a map or a list."""
        yield from (node for _key, node in self.pairs())
        yield from self.items()

    def text(self, default: str = "") -> str:
        return self.value if isinstance(self.value, str) else default

    def text_or_none(self) -> str | None:
        return self.text() or None

    def number(self, default: int) -> int:
        return self.value if isinstance(self.value, int) else default

    def is_true(self) -> bool:
        return self.value is True


@dataclass
class Reading:
    """One file being read."""

    file: str
    diagnostics: list[Diagnostic] = field(default_factory=list)

    def say(
        self,
        code: Code,
        path: Path,
        message: str,
        *,
        on_key: bool = False,
        allowed: tuple[str, ...] = (),
        suggestion: str | None = None,
    ) -> None:
        found = Diagnostic(
            code, self.file, message, path, on_key=on_key, allowed=allowed, suggestion=suggestion
        )
        self.diagnostics.append(found)

    def read(self, node: Node, parse: Callable[[str], T | Unreadable], default: T) -> T:
        """The text of a node as something better; the default where it is missing or unreadable."""
        if not isinstance(node.value, str):
            return default
        value = parse(node.value)
        if isinstance(value, Unreadable):
            self.say(Code.BAD_VALUE, node.path, value.message)
            return default
        return value
