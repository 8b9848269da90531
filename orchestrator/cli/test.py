"""`flows test`: what flows do in cases that are written down, without a database and in no time."""

from __future__ import annotations

import pathlib
from typing import TYPE_CHECKING

import click

from orchestrator import report
from orchestrator.cli.printing import is_coloured, show
from orchestrator.cli.project import WRONG, load_or_exit, project_option

if TYPE_CHECKING:
    from collections.abc import Sequence

    from orchestrator.load import Loaded
    from orchestrator.model import Flow, Project
    from orchestrator.testing import LoadedTests


@click.command("test")
@click.argument("flows", nargs=-1, metavar="[FLOW]...")
@project_option
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "junit"]),
    default="text",
    help="How to print what came out.",
)
@click.option("--coverage", is_flag=True, help="Say which steps and arms no case goes through.")
@click.option(
    "--fail-under",
    type=click.FloatRange(0, 100),
    metavar="PERCENT",
    help="End with 1 where the cases go through less than that; implies --coverage.",
)
@click.option("--verbose", "-v", is_flag=True, help="Name the cases that pass too.")
@click.pass_context
def command(
    ctx: click.Context,
    flows: tuple[str, ...],
    folder: pathlib.Path,
    form: str,
    fail_under: float | None,
    *,
    coverage: bool,
    verbose: bool,
) -> None:
    """Play the cases of tests/flows/FLOW.yml, of each FLOW or of all.

    The engine is the real one, the database a scratch one, the clock jumps from one instant at which
    something can happen to the next, and nothing is sent. Needs neither a database nor environment
    variables. Exit code 0: every case passes; 1: a case fails, a file is wrong, or too little is
    covered; 2: the command line is wrong.
    """
    loaded, project = load_or_exit(ctx, folder, environment=None)
    chosen = _chosen(loaded, flows)
    tests = _tests_or_exit(ctx, folder.resolve(), loaded, flows)
    is_enough = _run(
        (loaded, project, tests),
        chosen,
        form,
        coverage=coverage or fail_under is not None,
        at_least=fail_under or 0,
        verbose=verbose,
    )
    ctx.exit(0 if is_enough else WRONG)


def _chosen(loaded: Loaded, keys: Sequence[str]) -> list[Flow]:
    known = {flow.key: flow for flow in loaded.flows}
    unknown = [key for key in keys if key not in known]
    if unknown:
        message = f"there is no flow {unknown[0]}; expected one of {', '.join(sorted(known))}"
        raise click.UsageError(message)
    return [known[key] for key in keys] if keys else list(loaded.flows)


def _tests_or_exit(
    ctx: click.Context, root: pathlib.Path, loaded: Loaded, keys: Sequence[str]
) -> LoadedTests:
    """Of the asked flows; where one of those files is wrong, nothing is played."""
    from orchestrator.testing import load_tests, test_files

    files = [file for file in test_files(root) if not keys or file.stem in keys]
    without = {*keys} - {file.stem for file in files}
    if without:
        missing = min(without)
        click.echo(f"{missing} has no tests; write tests/flows/{missing}.yml", err=True)
        ctx.exit(WRONG)
    tests = load_tests(root, loaded, files)
    if tests.has_errors:
        click.echo(report.as_text(tests.diagnostics, tests.sources), nl=False, err=True)
        click.echo(f"{report.problems(tests.diagnostics)}; nothing was tested", err=True)
        ctx.exit(WRONG)
    return tests


def _run(
    project: tuple[Loaded, Project, LoadedTests],
    flows: Sequence[Flow],
    form: str,
    *,
    coverage: bool,
    at_least: float,
    verbose: bool,
) -> bool:
    from orchestrator.testing import telling
    from orchestrator.testing.coverage import per_cent
    from orchestrator.testing.run import run_tests

    loaded, settings, tests = project
    run = run_tests(loaded, settings, tests, flows)
    is_covered = per_cent(run.coverage) >= at_least
    match form:
        case "json":
            show(telling.as_json(run, loaded.documents, with_coverage=coverage))
        case "junit":
            show(telling.as_junit(run, tests.sources))
        case _:
            show(telling.as_text(run, tests.sources, verbose=verbose, colour=is_coloured()))
            if coverage:
                show(telling.coverage_text(run.coverage, loaded.documents))
            if not is_covered:
                click.echo(f"less than {at_least:g} % is covered", err=True)
    return is_covered and not run.failed
