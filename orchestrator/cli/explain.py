"""`flows explain`: what a flow does, read from its program."""

from __future__ import annotations

import pathlib

import click

from orchestrator.cli.project import choose, load_or_exit, project_option


@click.command("explain")
@click.argument("flows", nargs=-1, metavar="[FLOW]...")
@project_option
@click.option("--sql", is_flag=True, help="With the SQL of every operation.")
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
    dialect: str | None,
    *,
    sql: bool,
) -> None:
    """Say what each FLOW (or every flow) does at a tick, operation by operation.

    Needs no database. The sentences and the SQL come from the very program that `flows run` runs.
    """
    from orchestrator.compiler import compile_flow
    from orchestrator.explain import explain

    loaded, project = load_or_exit(ctx, folder, environment=None)
    is_postgresql = project.database.url.startswith("postgres")
    spoken = dialect or ("postgresql" if is_postgresql else "sqlite")
    for number, flow in enumerate(choose(loaded.flows, flows)):
        program = compile_flow(flow, project, loaded.variables[flow.key])
        if number:
            click.echo()
        click.echo(explain(program, spoken if sql or dialect else None), nl=False)
