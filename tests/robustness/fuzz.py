"""Validates damaged files, many of them: `python -m tests.robustness.fuzz 20000`."""

from __future__ import annotations

import pathlib
import shutil
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from typing import TypeAlias

import yaml

from orchestrator.document import source_lines
from orchestrator.load import Loaded, load_project
from orchestrator.model import Flow
from orchestrator.report import as_json, as_text
from tests.robustness.damage import Case, Text, damaged, put
from tests.robustness.project import copied

ROOT = pathlib.Path(__file__).parents[2]
SECONDS = 2.0
"""Of the processor, for one file: a busy machine is not the file's fault."""
Data: TypeAlias = object


@dataclass
class Tally:
    kinds: Counter[str] = field(default_factory=Counter)
    slowest: tuple[float, int, str] = (0.0, 0, "")
    valid: int = 0
    faults: list[str] = field(default_factory=list)

    def add(self, other: Tally) -> None:
        self.kinds += other.kinds
        self.slowest = max(self.slowest, other.slowest)
        self.valid += other.valid
        self.faults += other.faults

    def __str__(self) -> str:
        seconds, seed, kind = self.slowest
        return (
            f"{self.kinds.total()} files ({', '.join(f'{n} {k}' for k, n in self.kinds.most_common())}); "
            f"{self.valid} of them valid; slowest {seconds:.2f} s (seed {seed}, {kind}); "
            f"{len(self.faults)} faults"
        )


def fuzz(seeds: range) -> Tally:
    tally = Tally()
    with tempfile.TemporaryDirectory() as folder:
        root = copied(ROOT, pathlib.Path(folder) / "project")
        shutil.copy(root / "flows/welcome.yml", root.parent / "outside.yml")
        files = {name: (root / name).read_bytes() for name in _names(root)}
        right = {flow.file: flow for flow in load_project(root, environment=None).flows}
        for seed in seeds:
            case = damaged(seed, files)
            put(root / case.file, case.what)
            tally.add(_judged(root, seed, case, files[case.file], right.get(case.file)))
            put(root / case.file, Text(files[case.file]))
    return tally


def _names(root: pathlib.Path) -> list[str]:
    found = [*root.rglob("*.yml"), *root.rglob("*.html"), *root.rglob("*.txt")]
    return sorted(path.relative_to(root).as_posix() for path in found)


def _judged(root: pathlib.Path, seed: int, case: Case, raw: bytes, right: Flow | None) -> Tally:
    paths = (
        [root / case.file] if case.file.startswith("flows/") and isinstance(case.what, Text) else []
    )
    started = time.process_time()
    try:
        loaded = load_project(root, paths, environment=None)
        as_json(loaded.diagnostics)
        as_text(loaded.diagnostics, loaded.sources, colour=True)
    except BaseException:  # noqa: BLE001 - whatever it is, it is a fault
        return Tally(faults=[f"seed {seed} ({case.kind}):\n{traceback.format_exc(limit=-6)}"])
    seconds = time.process_time() - started
    faults = [*_misplaced(loaded), *_silent(loaded, case, raw, right)]
    if seconds > SECONDS:
        faults.append(f"took {seconds:.1f} s")
    return Tally(
        Counter({case.kind: 1}),
        (seconds, seed, case.kind),
        int(not loaded.has_errors),
        [f"seed {seed} ({case.kind}): {fault}" for fault in faults],
    )


def _misplaced(loaded: Loaded) -> Iterator[str]:
    lines_of = {d.file: source_lines(loaded.sources.get(d.file, "")) for d in loaded.diagnostics}
    for d in loaded.diagnostics:
        lines, span = lines_of[d.file], d.span
        if span is None or span.line > len(lines) or span.column > len(lines[span.line - 1]) + 1:
            yield f"{d.code.number} points at {span}, outside {d.file}"


def _silent(loaded: Loaded, case: Case, raw: bytes, right: Flow | None) -> Iterator[str]:
    """A file without an error is a flow, and none of its keys was passed over."""
    if right is None or any(d.is_error and d.file == case.file for d in loaded.diagnostics):
        return
    mine = next((flow for flow in loaded.flows if flow.file == case.file), None)
    if mine is None:
        yield "no flow and no error"
    elif isinstance(case.what, Text) and mine == right:
        added = _keys(_data(case.what.content)) - _keys(_data(raw))
        if added:
            yield f"means the same with the keys {sorted(added)}"


def _data(raw: bytes) -> Data:
    """By libyaml, as the product reads: PyYAML's own scanner refuses a tab behind a value."""
    return yaml.load(raw, getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - both are safe


def _keys(data: Data) -> frozenset[str]:
    match data:
        case dict():
            below = (_keys(value) for value in data.values())
            return frozenset(map(str, data)).union(*below)
        case list():
            return frozenset().union(*(_keys(value) for value in data))
        case _:
            return frozenset()


def fuzz_all(count: int, workers: int = 2, start: int = 0) -> Tally:
    size = -(-count // (workers * 4))
    stretches = [range(n, min(n + size, start + count)) for n in range(start, start + count, size)]
    whole = Tally()
    with ProcessPoolExecutor(workers) as pool:
        for tally in pool.map(fuzz, stretches):
            whole.add(tally)
    return whole


if __name__ == "__main__":
    result = fuzz_all(int(sys.argv[1]), start=int(sys.argv[2]) if len(sys.argv) > 2 else 0)
    print("\n".join(result.faults[:40]))
    print(result)
    sys.exit(bool(result.faults))
