"""`flows validate`: all problems of all files at once."""

from __future__ import annotations

import pathlib

import click

from orchestrator import report
from orchestrator.cli.printing import TEXT, Findings, format_option, is_coloured, show
from orchestrator.cli.project import WRONG, project_option
from orchestrator.load import FLOWS, PROJECT_FILE, TEMPLATES, Loaded, load_project
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
    """Check orchestrator.yml and the flows in PATHS, or all flows.

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
        _write(output, found.printed(form))
    show(found.printed(TEXT if output else form, colour=is_coloured()))
    ctx.exit(WRONG if any(each.is_error for each in found.diagnostics) else 0)


def _check(folder: pathlib.Path, flows: tuple[pathlib.Path, ...]) -> Findings:
    loaded = load_project(folder, flows, environment=None, remembers=True)
    return Findings(
        command="flows validate",
        diagnostics=loaded.diagnostics,
        sources=loaded.sources,
        files=(PROJECT_FILE, *loaded.files),
        closing=_closing(loaded, is_whole=not flows),
        root=folder,
    )


def _closing(loaded: Loaded, *, is_whole: bool) -> str:
    """With what one person can get in all, where all flows are known and right."""
    summary = report.summary(len(loaded.files), loaded.diagnostics)
    if not is_whole or loaded.project is None or loaded.has_errors:
        return summary
    most = most_messages(loaded.project, loaded.flows)
    return f"{summary}; {report.most_words(most)}" if most.number else summary


def _flows_in(folder: pathlib.Path, paths: tuple[pathlib.Path, ...]) -> tuple[pathlib.Path, ...]:
    """None stands for all of them."""
    root = folder.resolve()
    whole = {root, *root.parents, root / PROJECT_FILE, root / FLOWS}
    resolved = [path.resolve() for path in paths]
    if any(path in whole or path.is_relative_to(root / TEMPLATES) for path in resolved):
        return ()
    return paths


def _write(output: pathlib.Path, text: str) -> None:
    try:
        output.write_text(text, encoding="utf-8", errors="backslashreplace")
    except OSError as error:
        message = f"{output} cannot be written: {error.strerror}"
        raise click.UsageError(message) from error


def _watch(folder: pathlib.Path, flows: tuple[pathlib.Path, ...]) -> None:
    from orchestrator.cli.watch import watch

    places = (folder / PROJECT_FILE, folder / FLOWS, folder / TEMPLATES, *flows)
    watch(places, lambda: _check(folder, flows).printed(TEXT, colour=is_coloured()))
