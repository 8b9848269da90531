"""Where a diagnostic stands, in the terms that the formats share."""

from __future__ import annotations

import os
from pathlib import PurePosixPath, PureWindowsPath
from urllib.parse import quote

from orchestrator.diagnostics import Diagnostic, Span

NOWHERE = Span.point(1, 1)


def span_of(diagnostic: Diagnostic) -> Span:
    return diagnostic.span or NOWHERE


def file_in(folder: str, file: str) -> str:
    """As seen from the top of the repository; a file outside the project keeps its whole path."""
    return str(PurePosixPath(folder) / file)


def uri_of(file: str) -> str:
    """A relative reference, or a file: URI of a whole path."""
    path = quote(os.fsencode(file))
    if PurePosixPath(file).is_absolute():
        return f"file://{path}"
    return f"file:///{path}" if PureWindowsPath(file).is_absolute() else path
