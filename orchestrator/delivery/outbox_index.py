"""A page to browse an outbox with, straight from the disk: no server, nothing from the network."""

from __future__ import annotations

import json
from collections.abc import Mapping
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message
from email.policy import compat32
from email.utils import parsedate_to_datetime
from importlib.resources import files
from pathlib import Path

from orchestrator.delivery.outbox import write_whole

VIEWS = "view"
"""The folder of the mails' contents: a script each, because a page may load no other files."""

PLACE_OF_ROWS = "/*ROWS*/[]"


def write_index(folder: Path) -> Path:
    """Write `index.html` into an outbox and return its path. Mails seen before cost little."""
    mails = sorted(folder.glob("*.eml"))
    rows = sorted((_row(mail) for mail in mails), key=lambda row: (row["at"], row["id"]))
    _drop_stale_views(folder, {mail.stem for mail in mails})
    page = files("orchestrator.delivery").joinpath("outbox.html").read_text(encoding="utf-8")
    index = folder / "index.html"
    write_whole(index, page.replace(PLACE_OF_ROWS, _script_data(rows[::-1])).encode())
    return index


def _row(mail: Path) -> dict[str, str]:
    """Return the mail's line in the list, and see to it that its view is there."""
    view = mail.parent / VIEWS / f"{mail.stem}.js"
    if view.exists() and view.stat().st_mtime_ns >= mail.stat().st_mtime_ns:
        script = view.read_text(encoding="utf-8")
        row: dict[str, str] = json.loads(script.removeprefix("show(").rstrip(");\n"))["row"]
        return row
    # The old policy: the modern one parses every header again whenever it is looked at.
    email = message_from_bytes(mail.read_bytes(), policy=compat32)
    headers = {name: _decoded(value) for name, value in email.items()}
    content = {
        "row": _listed(mail.stem, headers),
        "headers": headers,
        "html": _part(email, "text/html"),
        "text": _part(email, "text/plain"),
    }
    write_whole(view, f"show({_script_data(content)});\n".encode())
    return _listed(mail.stem, headers)


def _listed(name: str, headers: Mapping[str, str]) -> dict[str, str]:
    return {
        "id": name,
        "at": parsedate_to_datetime(headers["Date"]).isoformat(),
        "flow": headers["X-Lifecycle-Flow"],
        "step": headers["X-Lifecycle-Step"],
        "to": headers["To"],
        "subject": headers["Subject"],
    }


def _decoded(header: str) -> str:
    unfolded = header.replace("\r", "").replace("\n", "")
    return str(make_header(decode_header(unfolded))) if "=?" in unfolded else unfolded


def _part(email: Message, content_type: str) -> str:
    for part in email.walk():
        if part.get_content_type() == content_type:
            payload = part.get_payload(decode=True)
            return payload.decode("utf-8", "replace") if isinstance(payload, bytes) else ""
    return ""


def _drop_stale_views(folder: Path, ids: set[str]) -> None:
    for view in (folder / VIEWS).glob("*.js"):
        if view.stem not in ids:
            view.unlink(missing_ok=True)


def _script_data(value: object) -> str:
    """Write JSON that nothing inside can end the script of."""
    return json.dumps(value, separators=(",", ":")).replace("<", "\\u003c")
