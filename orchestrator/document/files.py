"""Bytes to text: everything that can be wrong with a file before its first line is read."""

from __future__ import annotations

import os
import pathlib

from orchestrator.diagnostics import Code, Diagnostic, Span
from orchestrator.document.document import Document
from orchestrator.document.reader import read_document

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
WIDE_BYTE_ORDER_MARKS = (b"\xff\xfe", b"\xfe\xff")


def read_file(file: str, path: pathlib.Path) -> tuple[str, Document | None, list[Diagnostic]]:
    """The text, the document if it could be read, and what is wrong; `file` is the name to show."""
    text, diagnostics = read_text(file, path)
    if diagnostics:
        return text, None, diagnostics
    document, diagnostics = read_document(file, text)
    return text, document, diagnostics


def read_text(file: str, path: pathlib.Path) -> tuple[str, list[Diagnostic]]:
    try:
        raw = path.read_bytes()
    except OSError as error:
        return "", [_unreadable(file, _reason(error))]
    if raw.startswith(WIDE_BYTE_ORDER_MARKS):
        return "", [_unreadable(file, 'the file is UTF-16; save it as "UTF-8"')]
    if raw.startswith(BYTE_ORDER_MARK):
        message = 'the file starts with a byte order mark; save it as "UTF-8" without BOM'
        return "", [_unreadable(file, message)]
    try:
        return raw.decode("utf-8"), []
    except UnicodeDecodeError as error:
        return raw.decode("utf-8", errors="replace"), [_not_utf8(file, raw, error.start)]


def _reason(error: OSError) -> str:
    match error:
        case FileNotFoundError():
            return "the file does not exist"
        case IsADirectoryError():
            return "this is a folder, not a file"
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
