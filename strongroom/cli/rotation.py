"""`strongroom rotation`: where rotations stand, and help for one that has not ended."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from strongroom.cli.options import DEFAULT_CATALOGUE, CatalogueOption, EntryArgument, EnvironmentOption, JsonOption

if TYPE_CHECKING:
    from collections.abc import Mapping

    from strongroom.cli.session import Session
    from strongroom.operations.rotation.list import Row
    from strongroom.operations.rotation.rotate import Rotate
    from strongroom.operations.rotation.unstick import Stuck
    from strongroom.operations.status import Measured

rotation = typer.Typer(no_args_is_help=True, help="Where rotations stand, and help for one that has not ended.")


@rotation.command("list")
def list_rotations(
    *,
    environment: EnvironmentOption = None,
    catalogue: CatalogueOption = DEFAULT_CATALOGUE,
    workspace: Annotated[str | None, typer.Option("--workspace", help="Only this workspace.")] = None,
    as_json: JsonOption = False,
) -> None:
    """List every entry that rotates, worst first: last, next, overdue, strategy, who has to act.

    Example: strongroom rotation list --environment production --workspace candlefish
    """
    from strongroom.cli.session import Session
    from strongroom.report.rotations import plain, table

    session = Session.open(catalogue, environment)
    rows, measured = listed(session, workspace)
    if as_json:
        session.terminal.json([plain(row) for row in rows])
    else:
        session.terminal.show(table(rows))
    session.end(measured)


@rotation.command()
def unstick(
    *,
    path: EntryArgument,
    environment: EnvironmentOption = None,
    catalogue: CatalogueOption = DEFAULT_CATALOGUE,
    finish: Annotated[
        bool, typer.Option("--finish", help="Have the steps repeated, until the new value is current.")
    ] = False,
    undo: Annotated[bool, typer.Option("--undo", help="Give the new version up.")] = False,
    current_works: Annotated[
        bool, typer.Option("--current-works", help="You have tried the current value, and it still works.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Answer every question with yes.")] = False,
    patience: Annotated[int, typer.Option("--patience", min=1, help="Seconds to wait for the end.")] = 300,
    as_json: JsonOption = False,
) -> None:
    """Say what is pending and why, and how to finish or undo it; do that where it is asked for.

    Exit code 1 as long as something is pending.

    Example: strongroom rotation unstick candlefish/jwt/secret --environment production --finish
    """
    from strongroom.cli.rotate import open_rotations, rotation_of
    from strongroom.cli.session import Session
    from strongroom.operations.problem import UseError
    from strongroom.operations.rotation.unstick import stuck

    if finish and undo:
        raise UseError("--finish and --undo exclude each other")
    session = Session.open(catalogue, environment)
    secret, rotations = session.entry(path), open_rotations(session)
    found = stuck(rotations, secret)
    if found is None:
        session.terminal.json({"path": secret.path, "pending": None}) if as_json else session.terminal.result(
            f"{secret.path}: nothing is pending"
        )
        return
    if not finish and not undo:
        _explain(session, found, as_json=as_json)
        raise typer.Exit(1)
    rotate = rotation_of(session, rotations, secret, patience)
    _demand_yes(session, found, "Finish" if finish else "Undo", yes=yes)
    if finish:
        _finish(session, rotate, found, as_json=as_json)
    else:
        _undo(session, rotate, found, as_json=as_json, current_works=current_works)


@rotation.command()
def connect(
    *,
    environment: EnvironmentOption = None,
    catalogue: CatalogueOption = DEFAULT_CATALOGUE,
    as_json: JsonOption = False,
) -> None:
    """Give EventBridge the GitHub token with which finished rotations are told to the mirror.

    The token comes from a hidden prompt or a pipe, and goes to the connection that the program made, nowhere else.

    Example: strongroom rotation connect --environment production
    """
    from strongroom.cli.session import Session
    from strongroom.cli.token import read_token
    from strongroom.stores.connections import ANNOUNCEMENTS, Connection, bearer

    session = Session.open(catalogue, environment)
    connection = Connection(
        environment=session.scope.environment,
        purpose=ANNOUNCEMENTS,
        way_out="set strongroom:rotation.announce in the stack's configuration, then: pulumi up",
    )
    connection.demand()
    connection.put(bearer(read_token(session, "GitHub token (hidden): ")))
    name = connection.name
    session.journal.record("rotation connect", result="stored", environment=session.scope.environment, connection=name)
    if as_json:
        session.terminal.json({"connection": name, "result": "stored"})
    else:
        session.terminal.result(f"stored: the token of the connection {name}; the next finished rotation is announced")


def listed(session: Session, workspace: str | None) -> tuple[list[Row], Mapping[str, Measured]]:
    """Every rotation of the scope, and what the stores said; a store that fails leaves its entries unknown."""
    from datetime import UTC, datetime

    from strongroom.cli.rotate import open_rotations
    from strongroom.operations.rotation.list import rows
    from strongroom.stores.errors import StoreError

    chosen = session.catalogue.workspaces if workspace is None else [session.workspace(workspace)]
    measured = session.measure(chosen)
    try:
        states = open_rotations(session).states()
    except StoreError:
        states = {}  # the listing of the same store, right before, has failed as well and is told
    now = datetime.now(UTC)
    return rows(session.catalogue, session.scope, measured, states=states, now=now, workspace=workspace), measured


def _explain(session: Session, found: Stuck, *, as_json: bool) -> None:
    from strongroom.report.rotations import plain, stuck_lines

    if as_json:
        session.terminal.json(plain(found) | {"why": found.why})
        return
    for line in stuck_lines(found):
        session.terminal.result(line)


def _demand_yes(session: Session, found: Stuck, verb: str, *, yes: bool) -> None:
    from strongroom.cli.terminal import is_person
    from strongroom.operations.problem import UseError
    from strongroom.report.rotations import stuck_lines

    if yes:
        return
    if not is_person():
        raise UseError("nobody is there to agree; add --yes")
    for line in stuck_lines(found):
        session.terminal.tell(line)
    if not session.terminal.confirm(f"{verb} the rotation of {found.path} in {session.scope.environment}?"):
        session.terminal.tell("nothing was changed")
        raise typer.Exit(1)


def _finish(session: Session, rotate: Rotate, found: Stuck, *, as_json: bool) -> None:
    from strongroom.operations.rotation.unstick import finish
    from strongroom.report.rotations import plain, sentence

    outcome = finish(rotate, found)
    session.terminal.json(plain(outcome)) if as_json else session.terminal.result(sentence(outcome))
    if outcome.result != "rotated":
        raise typer.Exit(3)


def _undo(session: Session, rotate: Rotate, found: Stuck, *, as_json: bool, current_works: bool) -> None:
    from strongroom.operations.rotation.unstick import undo

    undo(rotate, found, current_works=current_works)
    if as_json:
        session.terminal.json({"path": found.path, "result": "undone", "version": found.pending})
    else:
        session.terminal.result(f"undone: {found.path}; version {found.pending} is given up, the current value stays")
