"""Where a project's CI gets this tool from: the same place as whoever begins the project."""

from __future__ import annotations

import json
from importlib.metadata import Distribution

UNKNOWN = "git+https://git.example/OWNER/lifecycle-flows@v{version}"
"""Of an installation from a folder nobody else has: whoever reads it puts the address in."""


def requirement(installed: Distribution) -> str:
    """What `pip install` takes: the version of an index, or the revision of a repository.

    PEP 610 says where an installation that is from no index is from.
    """
    origin = json.loads(installed.read_text("direct_url.json") or "{}")
    if not origin:
        return f"{installed.name}=={installed.version}"
    address = UNKNOWN.format(version=installed.version)
    if repository := origin.get("vcs_info"):
        address = f"{repository['vcs']}+{origin['url']}@{repository['commit_id']}"
    return f"{installed.name} @ {address}"
