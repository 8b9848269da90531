"""`flows schema`: what editors complete and check from."""

from __future__ import annotations

import pathlib

import click

from orchestrator import report
from orchestrator.cli.printing import write_file
from orchestrator.cli.project import WRONG
from orchestrator.load import load_project

USUAL = pathlib.PurePath("schemas", "flow.schema.json")


@click.command("schema")
@click.argument("kind", type=click.Choice(["flow", "project", "test"]), required=False)
@click.option(
    "--project",
    "folder",
    type=click.Path(exists=True, file_okay=False, path_type=pathlib.Path),
    is_flag=False,
    flag_value=pathlib.Path(),
    help="Of flows, knowing this project: the folder with orchestrator.yml, or this folder.",
)
@click.option(
    "--output",
    type=click.Path(dir_okay=False, path_type=pathlib.Path),
    help="Write the schema to this file instead of printing it.",
)
@click.option(
    "--check",
    is_flag=True,
    help=f"Write nothing; end with 1 if the file is stale ({USUAL.as_posix()} without --output).",
)
@click.pass_context
def command(
    ctx: click.Context,
    kind: str | None,
    folder: pathlib.Path | None,
    output: pathlib.Path | None,
    *,
    check: bool,
) -> None:
    """Print the JSON Schema of a flow, of orchestrator.yml or of a file of tests.

    With --project it is a schema of flows that knows the events, attributes, segments, templates
    and so on of one project, so that an editor offers them and marks what is misspelt.
    """
    if (kind is None) is (folder is None):
        message = (
            'say "flow", "project" or "test", or --project for a schema that knows this project'
        )
        raise click.UsageError(message)
    if check and folder is None:
        message = "--check needs --project: only that schema grows stale"
        raise click.UsageError(message)
    if folder is None:
        _write(output, _general(kind))
        return
    file = output or (folder / USUAL if check else None)
    if file is not None:
        _refuse_the_general(file)
    text = _of_project(ctx, folder)
    if check and file is not None:
        _check(ctx, file, text, folder)
    else:
        _write(file, text)


def _general(kind: str | None) -> str:
    from orchestrator.schema.files import folder

    return (folder() / f"{kind}.schema.json").read_text(encoding="utf-8")


def _of_project(ctx: click.Context, folder: pathlib.Path) -> str:
    """Flows may be wrong, since the schema is there to mend them; orchestrator.yml may not."""
    from orchestrator.editor import as_text, project_schema

    loaded = load_project(folder, environment=None)
    if loaded.project is None:
        found = [each for each in loaded.diagnostics if each.file not in loaded.files]
        click.echo(report.as_text(found, loaded.sources), nl=False, err=True)
        click.echo(f"{report.problems(found)}; nothing was done", err=True)
        ctx.exit(WRONG)
    return as_text(project_schema(loaded))


def _refuse_the_general(file: pathlib.Path) -> None:
    """In a checkout of this tool the usual place is taken by what every project starts from."""
    from orchestrator.schema.files import FLOW, PROJECT, TEST, folder

    if file.resolve() in {(folder() / name).resolve() for name in (FLOW, PROJECT, TEST)}:
        message = f"{file} is the schema of every project; name another file with --output"
        raise click.UsageError(message)


def _check(ctx: click.Context, file: pathlib.Path, text: str, folder: pathlib.Path) -> None:
    if file.is_file() and file.read_text(encoding="utf-8") == text:
        click.echo(f"{file} is up to date")
        return
    what = "is stale: the project has other names by now" if file.is_file() else "is missing"
    click.echo(f"{file} {what}; run: flows schema --project {folder} --output {file}", err=True)
    ctx.exit(WRONG)


def _write(file: pathlib.Path | None, text: str) -> None:
    if file is None:
        click.echo(text, nl=False)
        return
    write_file(file, text, with_folder=True)
