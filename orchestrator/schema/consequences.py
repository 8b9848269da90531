"""One mistake is told once: what follows from another one is left out."""

from __future__ import annotations

from collections.abc import Iterable

from orchestrator.diagnostics import Code, Diagnostic, Path
from orchestrator.schema.kinds import HOMES, NAMED

INSTEAD = {
    "cases": ("if", "then"),
    "variants": ("template", "subject"),
    "channel": ("template", "subject"),
}
"""What a key makes unnecessary; where it is misspelt, that seems to be missing."""


def without_consequences(diagnostics: list[Diagnostic]) -> list[Diagnostic]:
    """Leaves out what is missing or odd only because of a key that has been told of."""
    told = _Told(diagnostics)
    return [found for found in diagnostics if not told.explains(found)]


class _Told:
    def __init__(self, diagnostics: Iterable[Diagnostic]) -> None:
        of: dict[Code, list[Diagnostic]] = {}
        for found in diagnostics:
            of.setdefault(found.code, []).append(found)
        unknown = of.get(Code.UNKNOWN_KEY, [])
        self.lost = of.get(Code.LOST_INDENT, [])
        self.lost_keys = {found.path[-1] for found in self.lost}
        self.homes = {found.path[:-1] for found in self.lost}
        self.crowded = {found.path[:-1] for found in unknown}
        refused = of.get(Code.NOT_ALLOWED, [])
        self.of_no_channel = {f.path[:-1] for f in refused if f.path[-1:] == ("channel",)}
        self.two_kinds = {found.path[:-1] for found in of.get(Code.NOT_ONE_KIND, [])}
        self.meant = {path for found in unknown for path in _meant(found)}

    def explains(self, found: Diagnostic) -> bool:
        place = found.path[:-1]
        match found.code:
            case Code.MISSING_KEY | Code.NO_END:
                is_meant = found.path in self.meant or found.path[-1] in self.lost_keys
                return is_meant or place in self.two_kinds | self.of_no_channel
            case Code.UNKNOWN_KEY:  # it belongs to the other kind
                return place in self.two_kinds
            case Code.WRONG_SHAPE:  # two keys in a condition, or nothing where the lost one was
                return found.path in self.homes | self.crowded or self._is_emptied(found.path)
            case Code.LOST_INDENT:  # the lines below the first moved along with it
                return any(place == other.path[:-1] for other in self._lost_before(found))
            case _:
                return False

    def _lost_before(self, found: Diagnostic) -> list[Diagnostic]:
        return self.lost[: self.lost.index(found)]

    def _is_emptied(self, path: Path) -> bool:
        """Whether nothing is left where what lost its indent belongs."""
        if not path:
            return False
        place, name = path[:-1], str(path[-1])
        beside = [str(other.path[-1]) for other in self.lost if other.path[:-1] == place]
        if place:
            return bool(beside)
        return any(name in NAMED or key in HOMES.get(name, ()) for key in beside)


def _meant(found: Diagnostic) -> list[Path]:
    """What is there, only misspelt, and what it would have made unnecessary."""
    word = found.suggestion or ""
    return [(*found.path[:-1], name) for name in (word, *INSTEAD.get(word, ()))]
