"""What a template asks for and what is wrong with it, found without rendering it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import field

from orchestrator.records import dataclass

ELEMENT = "*"
"""Any element of a list, in a path."""


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
    asked: tuple[tuple[str, ...], ...] = field(default=(), compare=False, repr=False)
    """Of what is needed: paths that are surely no null here, because an `if` around it says so."""

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


@dataclass(frozen=True, order=True)
class Use:
    """What is done to a value of the context, as far as it asks for a type.

    `how` is PRINTED or JOINED, the name of a filter, what the value is added to or compared with
    (ADDED or COMPARED and the name of a type), or CALLED and the name of a method.
    """

    path: tuple[str, ...]
    how: str
    file: str
    line: int
    column: int
    length: int


PRINTED, JOINED, ADDED, COMPARED = "printed", "joined", "added to", "compared with"
CALLED = "called"


@dataclass(frozen=True)
class Inspection:
    """What a template surely reads, and what keeps it from being rendered."""

    variables: tuple[Variable, ...] = ()
    problems: tuple[Problem, ...] = ()
    possible: tuple[tuple[str, ...], ...] = ()
    """Read only if it is there (`is defined`), or one of several; nothing to complain about."""
    guarded: tuple[Variable, ...] = ()
    """Those of them that are read only if they are there, in their places."""
    needed: tuple[Variable, ...] = ()
    """Printed or computed with and not guarded: a null there stops the message. A name that
    the template has set stands at its own place, with the path of what it was set to."""
    shown: frozenset[tuple[str, ...]] = frozenset()
    """All that may be printed or computed with, guarded or not."""
    sure: frozenset[tuple[str, ...]] = frozenset()
    """What is printed whatever the data: in no loop, no comment, and in all arms of an `if`."""
    uses: tuple[Use, ...] = ()
    may_be_blank: bool = False
    """Whether a text can come out as nothing at all; of a file it is not asked."""
    is_whole: bool = True
    """False where data decides which other file is pulled in: more may be read than is told."""

    @property
    def paths(self) -> frozenset[tuple[str, ...]]:
        """All that a message may need when it is rendered, with everything on the way there."""
        read = {*self.possible, *(variable.path for variable in self.variables)}
        return frozenset(path[:end] for path in read for end in range(1, len(path) + 1))


def joined(inspections: Iterable[Inspection]) -> Inspection:
    """What several files need together."""
    each = tuple(inspections)
    return Inspection(
        variables=tuple(v for found in each for v in found.variables),
        problems=tuple(sorted({p for found in each for p in found.problems})),
        possible=tuple(sorted({p for found in each for p in found.possible})),
        guarded=tuple(v for found in each for v in found.guarded),
        needed=tuple(v for found in each for v in found.needed),
        shown=frozenset(p for found in each for p in found.shown),
        sure=frozenset.intersection(*(found.sure for found in each)) if each else frozenset(),
        uses=tuple(use for found in each for use in found.uses),
        is_whole=all(found.is_whole for found in each),
    )
