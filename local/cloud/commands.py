"""The commands that people type: `python -m local up | down | status | logs | env`."""

import json as json_format
import shlex
from contextlib import suppress
from typing import Annotated

import typer
from rich.console import Console

from local import cloud
from local.cloud import logs as log_files
from local.cloud.errors import CloudError
from local.cloud.paths import locate
from local.cloud.running import engine_folder, removed
from local.cloud.services import SERVICES
from local.cloud.state import read
from local.cloud.status import status as status_lines
from local.cloud.status import table

_NAMES = ", ".join(service.name for service in SERVICES)
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def up(only: Annotated[list[str] | None, typer.Option(help=f"Only this, and what it needs: {_NAMES}.")] = None) -> None:
    """Start the local cloud.

    What runs already is left alone; what died, hangs or has other code by now is started again.
    """
    cloud.start(only=only or ())
    print('now: eval "$(python -m local env)"')


def down(
    keep_data: Annotated[
        bool, typer.Option("--keep-data", help="Keep stores, Pulumi's state and logs on disk.")
    ] = False,
) -> None:
    """Stop every process and remove the data."""
    if not cloud.stop(keep_data=keep_data):
        print("nothing was running")


def status(json: Json = False) -> None:
    """Show what runs, where, since when, and how it is.

    Exit code 1 when a service is dead or unhealthy.
    """
    state = read(locate())
    lines = status_lines(state.services if state else {})
    if json:
        print(json_format.dumps([line.model_dump(mode="json") for line in lines], indent=2))
    else:
        Console().print(table(lines))
    if any(line.state in {"dead", "unhealthy"} for line in lines):
        raise typer.Exit(1)


def logs(
    name: Annotated[str | None, typer.Argument(help="A service; all of them without it.")] = None,
    follow: Annotated[bool, typer.Option("--follow", "-f", help="Go on with what is added, until Ctrl-C.")] = False,
    lines: Annotated[int, typer.Option("--lines", "-n", help="How many of the last lines.")] = 50,
) -> None:
    """Show the services' logs; they hold no value."""
    found = {file.stem: file for file in sorted(locate().logs.glob("*.log"))}
    if name is not None and name not in found:
        raise CloudError(f"no log of {name}; there are {', '.join(found) or 'none: nothing was started'}")
    chosen = {name: found[name]} if name else found
    width = max(map(len, chosen), default=0)
    ends = {each: log_files.size(file) for each, file in chosen.items()}
    for each, file in chosen.items():
        for line in log_files.last(file, lines, ends[each]):
            print(line if name else f"{each:{width}} | {line}", flush=follow)
    if follow:
        with suppress(KeyboardInterrupt):
            for each, line in log_files.follow(chosen, ends):
                print(line if name else f"{each:{width}} | {line}", flush=True)


def env(json: Json = False) -> None:
    """Print the shell exports that lead to the cloud.

    Use it with eval "$(python -m local env)". Variables that would lead elsewhere are unset.
    """
    variables = cloud.Cloud.load().environment()
    if json:
        print(json_format.dumps(variables, indent=2))
        return
    for name in removed(variables):
        print(f"unset {name}")
    for name, value in variables.items():
        print(f"export {name}={shlex.quote(value)}")


def engine() -> None:
    """Print the engine's folder, setting it up first."""
    print(engine_folder())
