"""Chance that falls the same way in every build."""

import random
from collections.abc import Mapping
from typing import TypeVar

T = TypeVar("T")


def dice(name: str) -> random.Random:
    """Return a stream of its own, so that a change in one part of the shop leaves the others."""
    return random.Random(f"fjallhjul {name}")  # noqa: S311  # repeatable is the point


def chance(rng: random.Random, share: float) -> bool:
    return rng.random() < share


def pick(rng: random.Random, weights: Mapping[T, float]) -> T:
    return rng.choices(tuple(weights), tuple(weights.values()))[0]
