"""The group of commands: names and one-liners here, each command in its own module."""

from __future__ import annotations

import importlib
import io
import sys
import traceback

import click

BUG = 3
DEBUG = "FLOWS_DEBUG"
COMMANDS = {
    "init": ("orchestrator.cli.init", "Begin a project, with a small shop to play with."),
    "validate": ("orchestrator.cli.validate", "Check flow files; needs no database."),
    "schema": ("orchestrator.cli.schema", "Print what editors complete and check from."),
    "explain": ("orchestrator.cli.explain", "Say what a flow does, in sentences or SQL."),
    "test": ("orchestrator.cli.test", "Play the test cases of flows; needs no database."),
    "doctor": ("orchestrator.cli.doctor", "Hold the catalog against the live database."),
    "plan": ("orchestrator.cli.plan", "Say what an edit changes for the people inside."),
    "apply": ("orchestrator.cli.apply", "Put edited files in force; sends nothing."),
    "run": ("orchestrator.cli.run", "Run flows once, now."),
    "serve": ("orchestrator.cli.serve", "Run flows on their schedules, under Prefect."),
    "simulate": ("orchestrator.cli.simulate", "Play flows on past data; sends nothing."),
    "suppress": ("orchestrator.cli.suppress", "Write nothing more to an address, or again."),
    "why": ("orchestrator.cli.why", "Tell what happened to one customer, and why."),
}


class LazyGroup(click.Group):
    """Imports a command only when it is asked for: `validate` runs on every save."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(COMMANDS[cmd_name][0])
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_module, text) in COMMANDS.items()])

    def invoke(self, ctx: click.Context) -> object:
        """An exception that reaches this place is ours, not the user's."""
        _print_every_letter()
        try:
            return super().invoke(ctx)
        except (click.exceptions.Exit, click.Abort, click.ClickException):
            raise
        except BrokenPipeError:  # whoever read the output has seen enough, such as `| head`
            raise
        except Exception as error:  # noqa: BLE001
            _report_bug(error, with_traceback=bool(ctx.params.get("debug")))
            ctx.exit(BUG)


def _print_every_letter() -> None:
    """A terminal that lacks a letter of a name in a file stops no command."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _report_bug(error: Exception, *, with_traceback: bool) -> None:
    if with_traceback:
        traceback.print_exception(error, file=sys.stderr)
    click.echo(f"This is a bug in flows, not in your files: {_in_short(error)}", err=True)
    if not with_traceback:
        message = "Please report it to lifecycle-flows, with what `flows --debug` and the same words print."
        click.echo(message, err=True)


def _in_short(error: Exception) -> str:
    first = str(error).strip().split("\n")[0]
    return f"{type(error).__name__}: {first}" if first else type(error).__name__


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="lifecycle-flows", prog_name="flows")
@click.option("--debug", is_flag=True, envvar=DEBUG, help="Show the traceback of a bug.")
def main(*, debug: bool) -> None:
    """Marketing e-mail flows as YAML: validated, compiled, run on your customer database."""
