"""How long `flows validate` takes beside what it cannot do without: `python -m benchmarks.validating`.

A thousand flows with two hundred templates against check-jsonschema, which holds the same files
against our schema alone; and one flow against the bare import of the libraries that it needs.
Interleaved, median of the runs, processor time of the whole process and its peak of memory.
"""

from __future__ import annotations

import argparse
import os
import pathlib
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass

ROOT = pathlib.Path(__file__).resolve().parents[1]
FLOWS = 1_000
TEMPLATES = 200
BARE = "import yaml, jsonschema, jinja2, click"
TEMPLATE = re.compile(r"(template: )(\S+)")


@dataclass(frozen=True)
class Cost:
    """Seconds of the processor, and megabytes at most."""

    seconds: float
    megabytes: float


def project(folder: pathlib.Path) -> pathlib.Path:
    """The shipped flows and templates again and again, each under names of its own."""
    shutil.copy(ROOT / "orchestrator.yml", folder)
    shutil.copytree(ROOT / "templates", folder / "templates")
    mails = sorted(
        path.relative_to(ROOT / "templates").with_suffix("").as_posix()
        for path in (ROOT / "templates").rglob("*.html")
        if not path.name.startswith("_") and "/_" not in path.as_posix() and "." not in path.stem
    )
    copies = TEMPLATES // len(mails)
    for number in range(copies):
        for mail in mails:
            target = folder / "templates" / f"{mail}-{number}.html"
            shutil.copy(folder / "templates" / f"{mail}.html", target)
    (folder / "flows").mkdir()
    shipped = sorted((ROOT / "flows").glob("*.yml"))
    for number in range(FLOWS):
        source = shipped[number % len(shipped)]
        text = source.read_text(encoding="utf-8")
        text = text.replace(f"flow: {source.stem}", f"flow: {source.stem}-{number}", 1)
        # Only one of a kind is live: the others would all write to the same people.
        text = text if number < len(shipped) else text.replace("status: live", "status: draft", 1)
        text = TEMPLATE.sub(rf"\g<1>\g<2>-{number % copies}", text)
        (folder / "flows" / f"{source.stem}-{number}.yml").write_text(text, encoding="utf-8")
    return folder


def cost(command: Sequence[str], folder: pathlib.Path) -> Cost:
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{' '.join(command[:4])} … failed")
    return Cost(usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def compared(
    commands: dict[str, Sequence[str]], folder: pathlib.Path, runs: int
) -> dict[str, Cost]:
    """Each command in turn, so that a busy minute slows all of them."""
    found: dict[str, list[Cost]] = {name: [] for name in commands}
    for _ in range(runs):
        for name, command in commands.items():
            found[name].append(cost(command, folder))
    return {
        name: Cost(
            statistics.median(each.seconds for each in costs),
            max(each.megabytes for each in costs),
        )
        for name, costs in found.items()
    }


def table(costs: dict[str, Cost], base: str) -> str:
    rows = [f"{'':<34}{'seconds':>9}{'ratio':>8}{'MB':>7}"]
    for name, each in costs.items():
        ratio = each.seconds / costs[base].seconds
        rows.append(f"{name:<34}{each.seconds:>9.2f}{ratio:>8.2f}{each.megabytes:>7.0f}")
    return "\n".join(rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    runs = parser.parse_args().runs
    tools = pathlib.Path(sys.executable).parent
    with tempfile.TemporaryDirectory() as place:
        folder = project(pathlib.Path(place))
        flows = sorted(path.relative_to(folder).as_posix() for path in folder.glob("flows/*.yml"))
        schema = str(ROOT / "schemas" / "flow.schema.json")
        many = compared(
            {
                "check-jsonschema, 1,000 flows": [
                    str(tools / "check-jsonschema"),
                    "--schemafile",
                    schema,
                    *flows,
                ],
                "flows validate, 1,000 flows": [str(tools / "flows"), "validate"],
            },
            folder,
            max(3, runs // 2),
        )
        print(table(many, "check-jsonschema, 1,000 flows"))
        one = compared(
            {
                "bare import": [sys.executable, "-c", BARE],
                "flows validate, one flow": [str(tools / "flows"), "validate", "flows/welcome.yml"],
            },
            ROOT,
            runs * 3,
        )
        print(table(one, "bare import"))


if __name__ == "__main__":
    main()
