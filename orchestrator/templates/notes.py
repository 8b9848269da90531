"""What a reader of templates found so far, each thing once, in reading order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace

from orchestrator.templates.inspection import Inspection, Place, Problem, Use, Variable
from orchestrator.templates.values import Choice, Data, Frame, Value, options_of


class Notes:
    def __init__(self) -> None:
        self._variables: dict[Variable, None] = {}
        self._possible: set[tuple[str, ...]] = set()
        self._guarded: dict[Variable, None] = {}
        self._problems: dict[Problem, None] = {}
        self._needed: dict[Variable, frozenset[tuple[str, ...]]] = {}
        self._shown: set[tuple[str, ...]] = set()
        self._sure: list[set[tuple[str, ...]]] = [set()]
        self._uses: dict[Use, None] = {}
        self._is_whole = True

    def reading(self, value: Value, frame: Frame) -> None:
        """Note that data is read here, unless only a name that stands for it is."""
        if isinstance(value, Choice):
            self._possible.update(option.path for option in value.options)
        elif isinstance(value, Data):
            self._data(value, frame)

    def _data(self, value: Data, frame: Frame) -> None:
        end = max((i for i, place in enumerate(value.places, start=1) if place), default=0)
        path, places = value.path[:end], value.places[:end]
        place = places[-1] if places else None
        if place is None:
            return
        variable = Variable(path, frame.source.file, place.line, place.column, place.length, places)
        if any(path[: len(guard)] == guard for guard in frame.guards):
            self._possible.add(path)
            self._guarded.setdefault(variable)
            return
        self._variables.setdefault(variable)

    def needing(self, value: Value, place: Place | None, frame: Frame) -> None:
        """Note that data is printed here, or used in another way that fails on a null."""
        self.showing(value)
        if isinstance(value, Data) and place and not value.is_filled:
            where = (frame.source.file, place.line, place.column, place.length)
            variable = Variable(value.path, *where)
            # A macro may be called where an `if` has asked, and again where none has.
            self._needed[variable] = self._needed.get(variable, frame.filled) & frame.filled

    def showing(self, value: Value) -> None:
        """Note that data may be printed, where a null does no harm."""
        paths = {option.path for option in options_of(value)}
        self._shown |= paths
        self._sure[-1] |= paths

    def using(self, value: Value, how: str, place: Place | None, frame: Frame) -> None:
        """Note that something is done to data that not every type of value lets be done."""
        if isinstance(value, Data) and place:
            where = (frame.source.file, place.line, place.column, place.length)
            self._uses.setdefault(Use(value.path, how, *where))

    @property
    def depth(self) -> int:
        """How many arms are open: what is read at the same depth is read whatever the data."""
        return len(self._sure)

    @contextmanager
    def arm(self) -> Iterator[set[tuple[str, ...]]]:
        """Read what is not always run; tell what is surely printed if it is."""
        self._sure.append(set())
        try:
            yield self._sure[-1]
        finally:
            self._sure.pop()

    def surely(self, paths: Iterable[tuple[str, ...]]) -> None:
        """Note what is printed after all, because each arm does it."""
        self._sure[-1].update(paths)

    def pulled_in_by_data(self) -> None:
        """Note that a file is read of which nobody knows the name."""
        self._is_whole = False

    def problem(self, problem: Problem) -> None:
        self._problems.setdefault(problem)

    def inspection(self) -> Inspection:
        return Inspection(
            variables=_in_order(self._variables),
            problems=tuple(sorted(self._problems)),
            possible=tuple(sorted(self._possible)),
            guarded=_in_order(self._guarded),
            needed=_in_order(
                replace(each, asked=tuple(sorted(asked))) for each, asked in self._needed.items()
            ),
            shown=frozenset(self._shown),
            sure=frozenset(self._sure[0]),
            uses=tuple(sorted(self._uses)),
            is_whole=self._is_whole,
        )


def _in_order(variables: Iterable[Variable]) -> tuple[Variable, ...]:
    return tuple(sorted(variables, key=lambda v: (v.file, v.line, v.column, v.path)))
