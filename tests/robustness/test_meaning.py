"""Of every single-point mistake in a flow, whether and where it is told."""

from __future__ import annotations

import itertools
import pathlib
from collections import Counter
from collections.abc import Iterator

import pytest

from orchestrator.load import load_project
from tests.robustness.meaning import Mutant, mutants
from tests.robustness.project import copied

ROOT = pathlib.Path(__file__).parents[2]
USE_CASES = ROOT / "tests" / "golden" / "usecases"
ENOUGH = 0.98


def table(found: dict[str, Counter[str]]) -> str:
    rows = [f"{'mistake':<24}{'made':>6}{'told':>6}{'on its line':>13}"]
    for kind, counts in (*sorted(found.items()), ("all", sum(found.values(), Counter()))):
        rows.append(f"{kind:<24}{counts['made']:>6}{counts['told']:>6}{counts['placed']:>13}")
    return "\n".join(rows)


def judged(root: pathlib.Path, file: pathlib.Path, mutant: Mutant) -> Counter[str]:
    file.write_text(mutant.text, encoding="utf-8")
    name = file.relative_to(root).as_posix()
    here = [d for d in load_project(root, [file], environment=None).diagnostics if d.file == name]
    lines = {d.span.line for d in here if d.span}
    return Counter(made=1, told=bool(here), placed=bool(mutant.lines & lines))


def all_mutants(root: pathlib.Path) -> Iterator[tuple[pathlib.Path, str, Mutant]]:
    for file in sorted((root / "flows").glob("*.yml")):
        right = file.read_text(encoding="utf-8")
        yield from ((file, right, mutant) for mutant in mutants(file.name, right))


@pytest.mark.parametrize(
    ("project", "stride"), [(ROOT, 1), (USE_CASES, 7)], ids=["shipped", "use cases"]
)
def test_a_mistake_is_told_on_its_line(
    project: pathlib.Path, stride: int, tmp_path: pathlib.Path
) -> None:
    """Of the use cases one mutant in seven: all of them take minutes."""
    root = copied(project, tmp_path / "project")
    found: dict[str, Counter[str]] = {}
    missed: list[str] = []
    for file, right, mutant in itertools.islice(all_mutants(root), 0, None, stride):
        counts = judged(root, file, mutant)
        file.write_text(right, encoding="utf-8")
        found.setdefault(mutant.kind, Counter()).update(counts)
        if not counts["placed"]:
            missed.append(f"{file.name}:{sorted(mutant.lines)} {mutant.kind}: {mutant.what}")
    report = "\n".join([table(found), *missed])
    print(report)
    total = sum(found.values(), Counter())
    assert total["made"] > 300, report
    assert total["placed"] >= ENOUGH * total["made"], report
