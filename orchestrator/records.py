"""The standard library's dataclass, made sooner: `flows validate` runs on every save.

Before Python 3.13 each method of each dataclass is compiled by itself, which for the hundred classes
of the front end takes a fifth of a run. Frozen ones share here what compares and shows them; that
nobody assigns to them is then left to the type checker.
"""

# ruff: noqa: ANN401 - what is given methods, and what they are called on, may be of any type
from __future__ import annotations

import dataclasses
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING or sys.version_info >= (3, 13):
    from dataclasses import dataclass
else:

    def dataclass(cls: type | None = None, /, **options: bool) -> Any:
        """A frozen one, ordered or not, with shared methods; with other options the usual one."""

        def made(cls: type) -> type:
            if options.get("frozen") and options.keys() <= {"frozen", "order"}:
                return _sharing(cls, ordered=options.get("order", False))
            return dataclasses.dataclass(**options)(cls)

        return made if cls is None else made(cls)


__all__ = ["dataclass"]


def _sharing(cls: Any, *, ordered: bool) -> Any:
    # Without a docstring it would get its signature as one, which takes as long as all the rest.
    cls.__doc__ = cls.__doc__ or cls.__name__
    dataclasses.dataclass(eq=False, repr=False)(cls)
    every = dataclasses.fields(cls)
    cls._compared = tuple(each.name for each in every if each.compare)
    cls._shown = tuple(each.name for each in every if each.repr)
    for name, method in (_SHARED | (_ORDER if ordered else {})).items():
        if name not in cls.__dict__:
            setattr(cls, name, method)
    return cls


def _eq(self: Any, other: Any) -> Any:
    if other.__class__ is not self.__class__:
        return NotImplemented
    mine, theirs = self.__dict__, other.__dict__
    return all(mine[name] == theirs[name] for name in self._compared)


def _lt(self: Any, other: Any) -> Any:
    return _values(self) < _values(other) if other.__class__ is self.__class__ else NotImplemented


def _le(self: Any, other: Any) -> Any:
    return _values(self) <= _values(other) if other.__class__ is self.__class__ else NotImplemented


def _values(self: Any) -> tuple[Any, ...]:
    return tuple(self.__dict__[name] for name in self._compared)


def _hash(self: Any) -> int:
    return hash(_values(self))


def _repr(self: Any) -> str:
    shown = ", ".join(f"{name}={self.__dict__[name]!r}" for name in self._shown)
    return f"{self.__class__.__qualname__}({shown})"


_SHARED: dict[str, Callable[..., object]] = {"__eq__": _eq, "__hash__": _hash, "__repr__": _repr}
_ORDER: dict[str, Callable[..., object]] = {
    "__lt__": _lt,
    "__le__": _le,
    "__gt__": lambda self, other: _lt(other, self),
    "__ge__": lambda self, other: _le(other, self),
}
