"""What a flow says of itself beside its steps: what an edit has changed of that."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from orchestrator.plan.document import SettingEdit
from orchestrator.program import TRIGGER_KEY, TRIGGER_KEYS, Version

_TRIGGER = "trigger"
_TOLD = (_TRIGGER, "exit_when", "status")
_NAMES = {"hold": "hold_while"}
_KINDS = ("event", "segment", "date", "calendar", "manual")


def setting_edits(old: Version, new: Version) -> Iterator[SettingEdit]:
    before, after = _without_doubles(old.settings, new.settings)
    for name in sorted(before.keys() | after.keys()):
        was, now = before.get(name, ""), after.get(name, "")
        if name in (TRIGGER_KEY, "reentry") or was == now:
            continue  # told of as breaking
        told = name in _TOLD or name.startswith(TRIGGER_KEYS)
        said = (was or "nothing", now or "nothing") if told else (None, None)
        yield SettingEdit(_NAMES.get(name, name), *said)


def breaking_settings(old: Version, new: Version) -> Iterator[str]:
    """What changes who enters, and who enters again."""
    was, now = (each.settings.get(TRIGGER_KEY, "") for each in (old, new))
    if was != now:
        yield (
            f"the trigger was {was}, and is {now}: what let somebody in before may do so once "
            "more, for it is known by another key"
        )
    was, now = (each.settings.get("reentry", "") for each in (old, new))
    if was != now:
        yield (
            f'who enters again was "{was}", and is "{now}": so are those judged who were in the '
            "flow before"
        )


def is_same(old: Version, new: Version) -> bool:
    """Whether both say the same of the flow."""
    before, after = _without_doubles(old.settings, new.settings)
    return before == after


def _without_doubles(
    old: Mapping[str, str], new: Mapping[str, str]
) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """A trigger of the same kind is told key by key; of another kind, or kept as one sentence, so.

    Versions of earlier releases have the sentence alone.
    """
    by_key = _kind(old) is not None and _kind(old) == _kind(new)

    def without(settings: Mapping[str, str]) -> Mapping[str, str]:
        return {name: said for name, said in settings.items() if _is_told(name, by_key=by_key)}

    return without(old), without(new)


def _is_told(name: str, *, by_key: bool) -> bool:
    return name != _TRIGGER if by_key else not name.startswith(TRIGGER_KEYS)


def _kind(settings: Mapping[str, str]) -> str | None:
    keys = {name.split(".")[1] for name in settings if name.startswith(TRIGGER_KEYS)}
    return next((kind for kind in _KINDS if kind in keys), None)
