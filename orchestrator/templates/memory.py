"""What earlier runs found in templates: a save changes a flow most often, and no template.

It stands in the user's cache folder, one file a project, and holds as long as no template of the
project and no line of this package has changed. A cache that cannot be read or written is done
without.
"""

from __future__ import annotations

import hashlib
import json
import os
import pathlib
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from orchestrator.templates.inspection import Inspection, Place, Problem, Use, Variable


class Memory:
    """Inspections by the file's name or the text; `keep` writes what is new."""

    def __init__(self, place: pathlib.Path, digest: str) -> None:
        self._place = place
        self._digest = digest
        self._known: dict[str, dict[str, Any]] = _read(place, digest)
        self._is_new = False

    @classmethod
    def of(cls, folder: pathlib.Path, texts: Mapping[str, str | None]) -> Memory:
        """Of the templates in `folder`, which have these texts."""
        name = hashlib.sha256(os.fsencode(folder.resolve())).hexdigest()[:32]
        return cls(_cache() / f"{name}.json", _digest_of(texts))

    def get(self, name: str) -> Inspection | None:
        found = self._known.get(name)
        return None if found is None else _inspection(found)

    def put(self, name: str, found: Inspection) -> None:
        self._known[name] = asdict(found) | {
            "shown": sorted(found.shown),
            "sure": sorted(found.sure),
        }
        self._is_new = True

    def keep(self) -> None:
        if not self._is_new:
            return
        import tempfile  # noqa: PLC0415 - most runs find nothing new

        text = json.dumps({"digest": self._digest, "known": self._known})
        try:
            self._place.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(
                "w", dir=self._place.parent, delete=False, encoding="utf-8"
            ) as file:
                file.write(text)
            pathlib.Path(file.name).replace(self._place)
        except OSError:  # a disk that is full or read-only: the next run looks again
            return
        self._is_new = False


def _cache() -> pathlib.Path:
    """Where the XDG Base Directory Specification has it; without a home it is nowhere."""
    said = os.environ.get("XDG_CACHE_HOME")
    try:
        folder = pathlib.Path(said) if said else pathlib.Path.home() / ".cache"
    except RuntimeError:
        folder = pathlib.Path(os.devnull)
    return folder / "lifecycle-flows"


def _digest_of(texts: Mapping[str, str | None]) -> str:
    own = sorted(pathlib.Path(__file__).parent.glob("*.py"))
    stamps = [(path.name, path.stat().st_mtime_ns, path.stat().st_size) for path in own]
    meaning = json.dumps([stamps, sorted(texts.items())])
    return hashlib.sha256(meaning.encode("utf-8", "surrogatepass")).hexdigest()


def _read(place: pathlib.Path, digest: str) -> dict[str, dict[str, Any]]:
    try:
        kept = json.loads(place.read_bytes())
    except (OSError, ValueError):  # none yet, or not one of ours
        return {}
    if not isinstance(kept, dict) or kept.get("digest") != digest:
        return {}
    known: dict[str, dict[str, Any]] = kept["known"]
    return known


def _inspection(found: dict[str, Any]) -> Inspection:
    return Inspection(
        variables=tuple(_variable(each) for each in found["variables"]),
        problems=tuple(Problem(**each) for each in found["problems"]),
        possible=tuple(tuple(path) for path in found["possible"]),
        guarded=tuple(_variable(each) for each in found["guarded"]),
        needed=tuple(_variable(each) for each in found["needed"]),
        shown=frozenset(tuple(path) for path in found["shown"]),
        sure=frozenset(tuple(path) for path in found["sure"]),
        uses=tuple(Use(**each | {"path": tuple(each["path"])}) for each in found["uses"]),
        may_be_blank=found["may_be_blank"],
        is_whole=found["is_whole"],
    )


def _variable(found: dict[str, Any]) -> Variable:
    places = tuple(each and Place(**each) for each in found["places"])
    asked = tuple(tuple(path) for path in found["asked"])
    return Variable(**found | {"path": tuple(found["path"]), "places": places, "asked": asked})
