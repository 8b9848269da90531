"""Asking why, of a shop in a test."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from orchestrator.load import Loaded, load_project
from orchestrator.timeline import Asker, Timeline, Versions, as_text, find_people, timeline
from tests.engine.library import ENVIRONMENT
from tests.engine.world import World, moment


def why(
    world: World, texts: dict[str, str], at: str, customer: str = "1", flow: str | None = None
) -> Timeline:
    """As of that instant, by the files with these texts."""
    compiled = world.library.compiled(texts)
    loaded = _loaded(compiled.project.root)
    with world.workspace.store.reading() as connection:
        asker = Asker(connection, compiled.project, moment(at))
        (person,) = find_people(asker, customer)
        versions = Versions(loaded, compiled.project, connection)
        return timeline(asker, versions, person, [flow] if flow else [])


def told(
    world: World, texts: dict[str, str], at: str, customer: str = "1", flow: str | None = None
) -> str:
    """The text, each version by its number instead of its digest."""
    found = why(world, texts, at, customer, flow)
    text = as_text(found)
    for number, digest in enumerate(_digests(found), start=1):
        text = text.replace(digest, f"V{number}")
    return text


def _digests(found: Timeline) -> list[str]:
    lines = [
        line for chapter in found.chapters for story in chapter.stories for line in story.lines
    ]
    stories = [story.version for chapter in found.chapters for story in chapter.stories]
    return list(
        dict.fromkeys([*(line.mark.version for line in lines if line.mark.version), *stories])
    )


@cache
def _loaded(root: str) -> Loaded:
    return load_project(Path(root), environment=ENVIRONMENT)
