"""The names that a flow of one project may use, beside those of the catalog."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import PurePosixPath

from orchestrator.catalog import Catalog, Type
from orchestrator.conditions import Relative
from orchestrator.document import Value
from orchestrator.load import Loaded
from orchestrator.model import Channel, Project
from orchestrator.parse.values import moment


@dataclass(frozen=True)
class ProjectNames:
    catalog: Catalog
    segments: tuple[str, ...]
    senders: tuple[str, ...]
    coupons: tuple[str, ...]
    constants: Mapping[str, str | int | float | bool]
    templates: Mapping[Channel, tuple[str, ...]]
    flows: tuple[str, ...]
    tags: tuple[str, ...]
    topics: tuple[str, ...]

    def constants_of(self, type_: Type) -> list[str]:
        """Those that can be compared with a value of the type, as a flow writes them."""
        return [f"constants.{name}" for name, value in self.constants.items() if _is(value, type_)]


def _is(value: object, type_: Type) -> bool:
    match value:
        case bool():
            return type_ is Type.BOOLEAN
        case str():
            return type_ is Type.TEXT or type_ in _types_of_moment(value)
        case int():
            return type_ in (Type.NUMBER, Type.TEXT)
        case _:
            return type_ is Type.NUMBER


def _types_of_moment(text: str) -> tuple[Type, ...]:
    """A date may be compared with a day only, a time with both."""
    match moment(text):
        case datetime():
            return (Type.TIME,)
        case date() | Relative():
            return (Type.DATE, Type.TIME)
        case _:
            return ()


def names_of(loaded: Loaded, project: Project) -> ProjectNames:
    """Flows that are wrong count too: theirs are names that others may use all the same."""
    maps = [each for file in loaded.files for each in _maps(_data(loaded, file))]
    given = {tag for each in maps for tag in _texts(each.get("add_tags"))}
    topics = {str(each["topic"]) for each in maps if "send" in each and "topic" in each}
    return ProjectNames(
        catalog=project.catalog,
        segments=tuple(project.segments),
        senders=tuple(project.senders),
        coupons=tuple(project.coupons),
        constants=project.constants,
        templates={channel: _templates(loaded, channel, maps) for channel in Channel},
        flows=tuple(sorted({PurePosixPath(file).stem for file in loaded.files})),
        tags=tuple(sorted({*project.tags, *given})),
        topics=tuple(sorted(topics)),
    )


def _templates(loaded: Loaded, channel: Channel, maps: list[dict[str, Value]]) -> tuple[str, ...]:
    """All that are whole messages; one that others build on may be a message as well."""
    named = {str(each["template"]) for each in maps if "template" in each}
    used = {name for name in named if loaded.templates.exists(name, channel)}
    return tuple(sorted({*loaded.templates.names(channel), *used}))


def _data(loaded: Loaded, file: str) -> Value:
    document = loaded.documents.get(file)
    return document.data if document else None


def _maps(value: Value) -> Iterator[dict[str, Value]]:
    """Every map of a document, outer ones first."""
    if isinstance(value, dict):
        yield value
    below = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for each in below:
        yield from _maps(each)


def _texts(value: Value) -> list[str]:
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []
