"""`python -m local COMMAND`: the embedded default. A command is a row of COMMANDS; its docstring is its help."""

import sys
from collections.abc import Callable

import typer

from local.cloud import CloudError, commands

COMMANDS: dict[str, Callable[..., None]] = {
    "up": commands.up,
    "down": commands.down,
    "status": commands.status,
    "logs": commands.logs,
    "env": commands.env,
    "engine": commands.engine,
}

app = typer.Typer(
    name="python -m local",
    help="The local cloud: real servers on loopback, and the engine that applies the program to them.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
for name, command in COMMANDS.items():
    app.command(name)(command)


def main() -> None:
    """Run one command; exit code 1 with a sentence for whatever the user can do something about."""
    try:
        app()
    except CloudError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
