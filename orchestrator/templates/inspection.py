"""What a template asks for and what is wrong with it, found without rendering it."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, order=True)
class Place:
    """A name in a template's source; line and column count from 1."""

    line: int
    column: int
    length: int = 1


@dataclass(frozen=True, order=True)
class Variable:
    """One reading of the context, such as `customer.first_name`; `*` stands for any list element.

    The place is that of the path's last name. In `{% for line in trigger.items %}` the reading
    `line.price` is ("trigger", "items", "*", "price"), placed at `price`. `file` is relative to
    the project's root, and empty for the text of a subject.
    """

    path: tuple[str, ...]
    file: str
    line: int
    column: int
    length: int
    places: tuple[Place | None, ...] = field(default=(), compare=False, repr=False)

    def place_of(self, index: int) -> Place:
        """Where the path's name number `index` stands; its last name if it stands elsewhere."""
        place = self.places[index] if index < len(self.places) else None
        return place or Place(self.line, self.column, self.length)


@dataclass(frozen=True, order=True)
class Problem:
    """Something that would stop the template from being rendered."""

    file: str
    line: int
    column: int
    message: str


@dataclass(frozen=True)
class Inspection:
    """What a template surely reads, and what keeps it from being rendered."""

    variables: tuple[Variable, ...] = ()
    problems: tuple[Problem, ...] = ()
    possible: tuple[tuple[str, ...], ...] = ()
    """Read only if it is there (`is defined`), or one of several; nothing to complain about."""

    @property
    def paths(self) -> frozenset[tuple[str, ...]]:
        """All that a message may need when it is rendered, with everything on the way there."""
        read = {*self.possible, *(variable.path for variable in self.variables)}
        return frozenset(path[:end] for path in read for end in range(1, len(path) + 1))
