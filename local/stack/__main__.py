"""`python -m local.stack up | down | preview STACK [--json FILE]`: what make's targets call."""

from __future__ import annotations

import sys
from pathlib import Path  # noqa: TC003  (typer reads the annotations when the command runs)
from typing import Annotated

import typer

from local.cloud import CloudError
from local.engine import EngineError
from local.stack import apply
from local.stack import preview as previews
from local.stack.pulumi_cli import PulumiError

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False)


@app.command()
def up() -> None:
    """Start the local cloud, apply the program, say what exists."""
    apply.up()


@app.command()
def down() -> None:
    """Destroy the stack, stop every process, leave nothing."""
    apply.down()


@app.command()
def preview(
    stack: Annotated[str, typer.Argument(help="Which: a file Pulumi.<stack>.yaml.")],
    json: Annotated[Path | None, typer.Option(help="Write the engine's JSON into this file.")] = None,
) -> None:
    """Show a stack's whole plan, with no credentials and no network beyond loopback."""
    known = previews.known_stacks()
    if stack not in known:
        print(f'there is no stack "{stack}"; say STACK={"|".join(known)}', file=sys.stderr)
        raise typer.Exit(2)
    previews.preview(stack, json)


if __name__ == "__main__":
    try:
        app()
    except (PulumiError, EngineError, CloudError) as error:
        sys.exit(f"{error}")
