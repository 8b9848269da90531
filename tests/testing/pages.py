"""The examples of docs/testing.md, from real runs: run this module to write them anew."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

from click.testing import CliRunner

from orchestrator.cli import main

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "testing.md"
SHIPPED = ("orchestrator.yml", "flows", "templates")
FIRST = """\
# yaml-language-server: $schema=../../schemas/test.schema.json
test: welcome

customers:
  mary:
    first_name: Mary
    country: "NO"

cases:
  - case: Three mails in the first week
    given:
      - did: signed_up
        at: 2026-03-02 10:00
    expect:
      mary:
        gets:
          - send: hello
            at: 2026-03-02 10:00
            subject: Welcome to Fjällhjul
          - send: find-your-bike
            after: 2 days
          - send: delivery
            after: 4 days
            text: A bike in a box

  - case: The first order ends it
    given:
      - did: signed_up
        at: 2026-03-02 10:00
      - did: placed_order
        after: 1 day
    expect:
      mary:
        gets:
          - send: hello
        leaves: exit_when
"""
WRONG = FIRST.replace("customers:", "custmers:", 1).replace("did: placed_order", "did: placed_ordr")


def project(folder: Path, text: str) -> Path:
    """The shipped flows, with this as the tests of `welcome`."""
    for name in SHIPPED:
        source = ROOT / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, folder / name)
    tests = folder / "tests" / "flows"
    tests.mkdir(parents=True)
    (tests / "welcome.yml").write_text(text, encoding="utf-8")
    return folder


def change(root: Path, old: str, new: str) -> None:
    flow = root / "flows" / "welcome.yml"
    text = flow.read_text(encoding="utf-8")
    assert old in text
    flow.write_text(text.replace(old, new, 1), encoding="utf-8")


def flows(root: Path, *words: str) -> tuple[int, str]:
    result = CliRunner().invoke(main, [*words, "--project", str(root)], env={"NO_COLOR": "1"})
    return result.exit_code, result.output


def blocks() -> dict[str, str]:
    """The text of each example by its name."""
    with tempfile.TemporaryDirectory() as folder:
        root = project(Path(folder), FIRST)
        _, passed = flows(root, "test", "welcome", "--coverage")
        change(root, "delay: 4 days", "delay: 5 days")
        _, failed = flows(root, "test", "welcome")
        (root / "tests" / "flows" / "welcome.yml").write_text(WRONG, encoding="utf-8")
        _, wrong = flows(root, "test", "welcome")
    return {
        "example": f"```yaml\n{FIRST}```",
        "passed": f"```\n$ flows test welcome --coverage\n{passed}```",
        "failed": f"```\n$ flows test welcome\n{failed}```",
        "wrong": f"```\n$ flows test welcome\n{wrong}```",
    }


def page(text: str) -> str:
    for name, block in blocks().items():
        begin, end = f"<!-- begin {name} -->\n", f"<!-- end {name} -->"
        before, _, rest = text.partition(begin)
        text = f"{before}{begin}{block}\n{end}{rest.partition(end)[2]}"
    return text


if __name__ == "__main__":
    os.environ["NO_COLOR"] = "1"
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
