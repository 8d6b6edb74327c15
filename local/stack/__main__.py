"""`python -m local.stack up | down | preview STACK | changes STACK --base REVISION`: what make's targets call."""

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
from strongroom.catalogue import CatalogueError

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False)


@app.command()
def up() -> None:
    """Start the local cloud, apply the program, say what exists."""
    try:
        apply.up()
    except KeyboardInterrupt:
        print("interrupted; make up goes on from here, make down removes everything", file=sys.stderr)
        raise typer.Exit(130) from None


@app.command()
def down() -> None:
    """Destroy the stack, stop every process, leave nothing."""
    apply.down()


@app.command()
def preview(
    stack: Annotated[str, typer.Argument(help="Which: a file Pulumi.<stack>.yaml.")],
    json: Annotated[Path | None, typer.Option(help="Write the engine's JSON into this file.")] = None,
    events: Annotated[Path | None, typer.Option(help="Write the engine's events into this file, a line each.")] = None,
) -> None:
    """Show a stack's whole plan, with no credentials and no network beyond loopback."""
    _known(stack)
    previews.preview(stack, json, events)


@app.command()
def changes(
    stack: Annotated[str, typer.Argument(help="Which: a file Pulumi.<stack>.yaml.")],
    base: Annotated[str, typer.Option(help="The revision to compare with.")] = "origin/main",
    into: Annotated[
        Path | None, typer.Option(help="Write changes.md and comment.md, which is cut to a comment's length, in here.")
    ] = None,
) -> None:
    """Show what the working tree changes on a stack, by entry and by resource; ends with 1 where it would stop."""
    from local import changes as differences  # the pack's detector and all providers: not for `up` to load

    _known(stack)
    found = differences.measure(stack, base)
    if into is None:
        print(differences.render(found), end="")
    else:
        into.mkdir(parents=True, exist_ok=True)
        (into / "changes.md").write_text(differences.render(found), encoding="utf-8")
        (into / "comment.md").write_text(differences.render(found, longest=differences.LONGEST), encoding="utf-8")
        print(f"{stack}: {differences.headline(found)}")
    if found.stops:
        raise typer.Exit(1)


def _known(stack: str) -> None:
    known = previews.known_stacks()
    if stack not in known:
        print(f'there is no stack "{stack}"; say STACK={"|".join(known)}', file=sys.stderr)
        raise typer.Exit(2)


if __name__ == "__main__":
    try:
        app()
    except (PulumiError, EngineError, CloudError, CatalogueError) as error:
        sys.exit(f"{error}")
