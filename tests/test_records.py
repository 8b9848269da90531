"""Our frozen dataclasses are what the standard library's are, made sooner."""

from __future__ import annotations

import dataclasses
import pickle
from collections.abc import Callable
from typing import Any

import pytest

from orchestrator import records

MAKERS = {"ours": records.dataclass, "theirs": dataclasses.dataclass}


def made(maker: Callable[..., Any]) -> Any:  # noqa: ANN401 - a class
    @maker(frozen=True)
    class Thing:
        name: str
        size: int = 1
        parts: tuple[str, ...] = dataclasses.field(default_factory=tuple)
        secret: str | None = dataclasses.field(default=None, repr=False)
        path: tuple[str, ...] = dataclasses.field(default=(), compare=False)

    return Thing


@pytest.mark.parametrize("maker", MAKERS.values(), ids=MAKERS)
def test_a_value(maker: Callable[..., Any]) -> None:
    thing = made(maker)
    one = thing("a", path=("x",))
    assert one == thing("a", path=("y",))
    assert hash(one) == hash(thing("a", path=("y",)))
    assert one != thing("a", secret="s")  # noqa: S106 - none that opens anything
    assert one != made(maker)("a")
    assert repr(thing("a", secret="s")).endswith("Thing(name='a', size=1, parts=(), path=())")  # noqa: S106
    assert dataclasses.replace(one, size=2).size == 2
    assert [each.name for each in dataclasses.fields(one)][:2] == ["name", "size"]
    assert thing.__match_args__[:2] == ("name", "size")


@records.dataclass(frozen=True)
class Kept:
    name: str

    def __repr__(self) -> str:
        return "kept"


def test_a_method_of_its_own_stays() -> None:
    assert repr(Kept("a")) == "kept"
    assert pickle.loads(pickle.dumps(Kept("a"))) == Kept("a")  # noqa: S301 - our own bytes


@records.dataclass(frozen=True, order=True)
class Place:
    line: int
    column: int = 1
    name: str = dataclasses.field(default="", compare=False)


def test_an_order() -> None:
    assert Place(1, 9) < Place(2) <= Place(2, name="x") <= Place(2)
    assert Place(2) > Place(1, 9) >= Place(1, 9)
    assert sorted([Place(2), Place(1)]) == [Place(1), Place(2)]
    with pytest.raises(TypeError):
        Place(1) < 1  # type: ignore[operator]  # noqa: B015 - that it cannot be asked is the point


def test_other_options_are_the_usual_ones() -> None:
    @records.dataclass(frozen=True, eq=False)
    class Itself:
        line: int

    assert Itself(1) != Itself(1)
    with pytest.raises(dataclasses.FrozenInstanceError):
        Itself(1).line = 2  # type: ignore[misc]
