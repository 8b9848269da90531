"""Bytes to text: everything that can be wrong with a file before its first line is read."""

from __future__ import annotations

import os
import pathlib
import stat

from orchestrator.diagnostics import Code, Diagnostic, Span
from orchestrator.document.document import Document
from orchestrator.document.reader import read_document

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
WIDE_BYTE_ORDER_MARKS = (b"\xff\xfe", b"\xfe\xff")
MAX_BYTES = 4_000_000


def read_file(
    file: str, path: pathlib.Path, root: pathlib.Path
) -> tuple[str, Document | None, list[Diagnostic]]:
    """The text, the document if it could be read, and what is wrong; `file` is the name to show."""
    text, diagnostics = read_text(file, path, root)
    if diagnostics:
        return text, None, diagnostics
    document, diagnostics = read_document(file, text)
    return text, document, diagnostics


def read_text(file: str, path: pathlib.Path, root: pathlib.Path) -> tuple[str, list[Diagnostic]]:
    """The text of a file; nothing is read through a link that leads out of the project at `root`."""
    try:
        refusal = _refusal(path, root)
        raw = b"" if refusal else path.read_bytes()
    except OSError as error:
        refusal = _reason(error)
    if refusal:
        return "", [_unreadable(file, refusal)]
    if raw.startswith(WIDE_BYTE_ORDER_MARKS):
        return "", [_unreadable(file, 'the file is UTF-16; save it as "UTF-8"')]
    if raw.startswith(BYTE_ORDER_MARK):
        message = 'the file starts with a byte order mark; save it as "UTF-8" without BOM'
        return _after_mark(raw), [_unreadable(file, message)]
    try:
        return raw.decode("utf-8"), []
    except UnicodeDecodeError as error:
        return raw.decode("utf-8", errors="replace"), [_not_utf8(file, raw, error.start)]


def _refusal(path: pathlib.Path, root: pathlib.Path) -> str | None:
    """Why it is better not to open it; a pipe, say, would be waited for in vain."""
    if _leads_out(path, root):
        return "a link that leads out of the project; put the file itself in its place"
    status = path.stat()
    if stat.S_ISDIR(status.st_mode):
        return "this is a folder, not a file"
    if not stat.S_ISREG(status.st_mode):
        return "this is a device or a pipe, not a file"
    if status.st_size > MAX_BYTES:
        return f"the file is larger than {MAX_BYTES:,} bytes"
    return None


def _leads_out(path: pathlib.Path, root: pathlib.Path) -> bool:
    stands_inside = pathlib.Path(os.path.abspath(path)).is_relative_to(os.path.abspath(root))  # noqa: PTH100 - a link is not followed
    return stands_inside and not path.resolve().is_relative_to(root.resolve())


def _after_mark(raw: bytes) -> str:
    """What a template may well start after, and so what its diagnostics point into."""
    return raw.removeprefix(BYTE_ORDER_MARK).decode("utf-8", errors="replace")


def _reason(error: OSError) -> str:
    match error:
        case FileNotFoundError():
            return "the file does not exist"
        case PermissionError():
            return "the file may not be read; change its permissions"
        case _:
            return f"the file cannot be read: {os.strerror(error.errno or 0)}"


def _not_utf8(file: str, raw: bytes, at: int) -> Diagnostic:
    before = raw[:at].decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")
    line, column = before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1
    message = "a character that is not UTF-8; save the file with the encoding UTF-8"
    return Diagnostic(Code.UNREADABLE_FILE, file, message, span=Span.point(line, column))


def _unreadable(file: str, message: str) -> Diagnostic:
    return Diagnostic(Code.UNREADABLE_FILE, file, message, span=Span.point(1, 1, 0))
