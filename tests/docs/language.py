r"""docs/language.md: its prose, with the examples, their sentences and their mistakes filled in.

A line `<!-- begin KIND NAMES -->` says what stands between it and the next `<!-- end -->`:
`flow NAME` the file, `explain NAME…` what `flows explain` prints, and `mistake NAME: OLD => NEW`
what `flows validate` prints once OLD in that flow has become NEW (`\n` is a line's end).
"""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from orchestrator import report
from orchestrator.load import Loaded, load_project
from orchestrator.words import as_text, describe

PAGE = Path(__file__).parents[2] / "docs" / "language.md"
EXAMPLES = PAGE.parent / "examples"
BLOCK = re.compile(
    r"(?P<begin><!-- begin (?P<kind>flow|explain|mistake) (?P<names>[a-z -]+?)"
    r"(?:: (?P<old>.*?) => (?P<new>.*?))? -->\n)(?P<shown>.*?)(?P<end><!-- end -->)",
    re.DOTALL,
)


def language() -> str:
    """The page as it should be."""
    loaded = load_project(EXAMPLES, environment={})

    def fill(block: re.Match[str]) -> str:
        return f"{block['begin']}{_shown(block, loaded)}\n{block['end']}"

    return BLOCK.sub(fill, PAGE.read_text(encoding="utf-8"))


def mistakes() -> Iterator[tuple[str, Loaded]]:
    """Each mistake of the page, by the flow's name and what is made wrong, with what is found."""
    for block in BLOCK.finditer(PAGE.read_text(encoding="utf-8")):
        if block["kind"] == "mistake":
            yield f"{block['names']}: {block['old']}", _with_mistake(block)


def _shown(block: re.Match[str], loaded: Loaded) -> str:
    names = block["names"].split()
    if block["kind"] == "mistake":
        return f"```\n$ flows validate\n{_printed(_with_mistake(block))}\n```"
    if block["kind"] == "flow":
        return f"```yaml\n{_file(EXAMPLES, names[0]).read_text(encoding='utf-8').rstrip()}\n```"
    words = "\n".join(_explained(name, loaded) for name in names)
    return f"```\n$ flows explain {block['names']}\n{words.rstrip()}\n```"


def _explained(name: str, loaded: Loaded) -> str:
    if loaded.project is None:
        message = "docs/examples/orchestrator.yml has a problem; run flows validate there"
        raise ValueError(message)
    flow = next(flow for flow in loaded.flows if flow.key == name)
    return as_text(describe(flow, loaded.project))


def _printed(wrong: Loaded) -> str:
    summary = report.summary(len(wrong.files), wrong.diagnostics)
    return f"{report.as_text(wrong.diagnostics, wrong.sources)}{summary}"


def _with_mistake(block: re.Match[str]) -> Loaded:
    with tempfile.TemporaryDirectory() as folder:
        root = shutil.copytree(EXAMPLES, Path(folder) / "shop")
        flow = _file(root, block["names"])
        right = flow.read_text(encoding="utf-8")
        old, new = (block[part].replace(r"\n", "\n") for part in ("old", "new"))
        if right.count(old) != 1:
            message = f"{old!r} does not stand once in {flow.name}"
            raise ValueError(message)
        flow.write_text(right.replace(old, new), encoding="utf-8")
        return load_project(root, environment={})


def _file(root: Path, name: str) -> Path:
    return root / "flows" / f"{name}.yml"
