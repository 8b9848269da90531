"""`flows explain`: what a flow does, in sentences and down to its SQL."""

from __future__ import annotations

import pathlib

import click

from orchestrator.cli.project import choose, load_or_exit, project_option


@click.command("explain")
@click.argument("flows", nargs=-1, metavar="[FLOW]...")
@project_option
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "markdown"]),
    default="text",
    help="Markdown is for pull requests and pages.",
)
@click.option("--operations", is_flag=True, help="With what a tick does, operation by operation.")
@click.option("--sql", is_flag=True, help="With the operations and the SQL of each.")
@click.option(
    "--dialect",
    type=click.Choice(["sqlite", "postgresql"]),
    default=None,
    help="Whose SQL; that of the database in orchestrator.yml if nothing is said.",
)
@click.pass_context
def command(
    ctx: click.Context,
    flows: tuple[str, ...],
    folder: pathlib.Path,
    form: str,
    dialect: str | None,
    *,
    operations: bool,
    sql: bool,
) -> None:
    """Say what each FLOW (or every flow) does: who enters, what they get, when they leave.

    Needs no database. The operations and the SQL come from the very program that `flows run` runs.
    """
    from orchestrator.compiler import compile_flow
    from orchestrator.explain import explain
    from orchestrator.words import as_markdown, as_text, describe

    loaded, project = load_or_exit(ctx, folder, environment=None)
    is_postgresql = project.database.url.startswith("postgres")
    spoken = dialect or ("postgresql" if is_postgresql else "sqlite")
    write = as_markdown if form == "markdown" else as_text
    for number, flow in enumerate(choose(loaded.flows, flows)):
        if number:
            click.echo()
        click.echo(write(describe(flow, project)), nl=False)
        if operations or sql or dialect:
            program = compile_flow(flow, project, loaded.variables[flow.key], loaded.flows)
            listing = explain(program, spoken if sql or dialect else None)
            click.echo(f"\n```\n{listing}```\n" if form == "markdown" else f"\n{listing}", nl=False)
