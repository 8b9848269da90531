"""A page to browse an outbox with, straight from the disk: no server, nothing from the network."""

from __future__ import annotations

import json
from dataclasses import asdict
from importlib.resources import files
from pathlib import Path

from orchestrator.delivery.outbox import ENDINGS, write_whole
from orchestrator.delivery.outbox_views import id_of, view_of

VIEWS = "view"
"""The folder of the messages' contents: a script each, because a page may load no other files."""

PLACE_OF_ROWS = "/*ROWS*/[]"


def write_index(folder: Path) -> Path:
    """Write `index.html` into an outbox and return its path. What was seen before costs little."""
    messages = sorted(file for ending in ENDINGS.values() for file in folder.glob(f"*{ending}"))
    rows = sorted((_row(file) for file in messages), key=lambda row: (row["at"], row["id"]))
    _drop_stale_views(folder, {id_of(file) for file in messages})
    page = files("orchestrator.delivery").joinpath("outbox.html").read_text(encoding="utf-8")
    index = folder / "index.html"
    write_whole(index, page.replace(PLACE_OF_ROWS, _script_data(rows[::-1])).encode())
    return index


def _row(file: Path) -> dict[str, str]:
    """Return the message's line in the list, and see to it that its view is there."""
    script = file.parent / VIEWS / f"{id_of(file)}.js"
    if script.exists() and script.stat().st_mtime_ns >= file.stat().st_mtime_ns:
        shown = script.read_text(encoding="utf-8")
        row: dict[str, str] = json.loads(shown.removeprefix("show(").rstrip(");\n"))["row"]
        return row
    view = view_of(file)
    write_whole(script, f"show({_script_data(asdict(view))});\n".encode())
    return view.row


def _drop_stale_views(folder: Path, ids: set[str]) -> None:
    for view in (folder / VIEWS).glob("*.js"):
        if view.stem not in ids:
            view.unlink(missing_ok=True)


def _script_data(value: object) -> str:
    """Write JSON that nothing inside can end the script of."""
    return json.dumps(value, separators=(",", ":")).replace("<", "\\u003c")
