"""`flows validate`: all problems of all files at once."""

from __future__ import annotations

import pathlib
from collections.abc import Sequence
from dataclasses import replace

import click

from orchestrator import report
from orchestrator.cli.printing import TEXT, Findings, format_option, is_coloured, show, write_file
from orchestrator.cli.project import WRONG, project_option
from orchestrator.diagnostics import Diagnostic
from orchestrator.load import FLOWS, PROJECT_FILE, TEMPLATES, TESTS, Loaded, load_project
from orchestrator.rules import most_messages


@click.command("validate")
@click.argument(
    "paths", nargs=-1, type=click.Path(exists=True, path_type=pathlib.Path), metavar="[PATHS]..."
)
@project_option
@format_option
@click.option(
    "--output",
    type=click.Path(dir_okay=False, writable=True, path_type=pathlib.Path),
    metavar="FILE",
    help="Write that format into FILE, and print text.",
)
@click.option("--watch", is_flag=True, help="Check again at every change, until Ctrl-C.")
@click.pass_context
def command(
    ctx: click.Context,
    paths: tuple[pathlib.Path, ...],
    folder: pathlib.Path,
    form: str,
    output: pathlib.Path | None,
    *,
    watch: bool,
) -> None:
    """Check orchestrator.yml and the flows in PATHS, or all flows and their tests.

    Needs no database, no network and no environment variables. A path that is no flow, such as a
    template, stands for the whole project. Of PATHS alone nothing is said that takes all flows to
    know: who gets how much, what one event fires twice, tags and topics. Exit code 0: nothing is wrong (there may be warnings),
    or Ctrl-C ended --watch; 1: something is wrong; 2: the command line is; 3: a bug in flows.
    """
    flows = _flows_in(folder, paths)
    if watch:
        if form != TEXT or output:
            message = "--watch prints text; leave out --format and --output"
            raise click.UsageError(message)
        _watch(folder, flows)
        return
    found = _check(folder, flows)
    if output:
        write_file(output, found.printed(form))
    show(found.printed(TEXT if output else form, colour=is_coloured()))
    ctx.exit(WRONG if any(each.is_error for each in found.diagnostics) else 0)


def _check(folder: pathlib.Path, flows: tuple[pathlib.Path, ...]) -> Findings:
    loaded = load_project(folder, flows, environment=None, remembers=True)
    found = Findings(
        command="flows validate",
        diagnostics=loaded.diagnostics,
        sources=loaded.sources,
        files=(PROJECT_FILE, *loaded.files),
        closing="",
        root=folder,
    )
    if not flows and (folder / TESTS).is_dir():
        found = _with_tests(found, loaded)
    return replace(found, closing=_closing(loaded, found.diagnostics, is_whole=not flows))


def _with_tests(found: Findings, loaded: Loaded) -> Findings:
    """Where there are tests, what is wrong with their files too."""
    from orchestrator.testing import load_tests

    tests = load_tests(found.root, loaded)
    return replace(
        found,
        diagnostics=(*found.diagnostics, *tests.diagnostics),
        sources={**found.sources, **tests.sources},
        files=(*found.files, *tests.files),
    )


def _closing(loaded: Loaded, found: Sequence[Diagnostic], *, is_whole: bool) -> str:
    """With what one person can get in all, where all flows are known and right."""
    summary = report.summary(len(loaded.files), found)
    if not is_whole or loaded.project is None or any(each.is_error for each in found):
        return summary
    most = most_messages(loaded.project, loaded.flows)
    return f"{summary}; {report.most_words(most)}" if most.number else summary


def _flows_in(folder: pathlib.Path, paths: tuple[pathlib.Path, ...]) -> tuple[pathlib.Path, ...]:
    """An empty tuple stands for all of them."""
    root = folder.resolve()
    whole = {root, *root.parents, root / PROJECT_FILE, root / FLOWS}
    resolved = [path.resolve() for path in paths]
    others = (root / TEMPLATES, root / TESTS)
    if any(path in whole or any(map(path.is_relative_to, others)) for path in resolved):
        return ()
    return paths


def _watch(folder: pathlib.Path, flows: tuple[pathlib.Path, ...]) -> None:
    from orchestrator.cli.watch import watch

    places = (folder / PROJECT_FILE, folder / FLOWS, folder / TEMPLATES, folder / TESTS, *flows)
    watch(places, lambda: _check(folder, flows).printed(TEXT, colour=is_coloured()))
