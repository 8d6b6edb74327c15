"""`strongroom delete` and `strongroom restore`: take a value out of use, and back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from strongroom.cli.options import DEFAULT_CATALOGUE, CatalogueOption, EntryArgument, EnvironmentOption, JsonOption

if TYPE_CHECKING:
    from strongroom.cli.session import Session
    from strongroom.operations.removal import Removal


def delete(
    *,
    path: EntryArgument,
    environment: EnvironmentOption = None,
    catalogue: CatalogueOption = DEFAULT_CATALOGUE,
    days: Annotated[int, typer.Option("--days", min=7, max=30, help="How long it can be brought back.")] = 30,
    yes: Annotated[bool, typer.Option("--yes", help="Answer every question with yes.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Delete a value from the store of record; it can be brought back for a while. Protected entries are refused.

    Example: strongroom delete project/odin/openai_api_key --environment staging --days 7
    """
    from strongroom.cli.session import Session
    from strongroom.cli.terminal import is_person
    from strongroom.operations.problem import UseError
    from strongroom.operations.removal import demand_removable

    session = Session.open(catalogue, environment)
    secret = session.entry(path)
    demand_removable(secret, f"{session.catalogue.workspace_of(secret).workspace}.yaml")
    removal = _removal(session, path)
    if not yes:
        if not is_person():
            raise UseError("nobody is there to agree; add --yes")
        if not session.terminal.confirm(f"Delete the value of {removal.store.address(secret.path)}?"):
            session.terminal.tell("nothing was changed")
            raise typer.Exit(1)
    until = removal.delete(days)
    back = f"until {until:%Y-%m-%d}" if until else "until newer versions push it out"
    if as_json:
        session.terminal.json({"path": secret.path, "result": "deleted", "until": until.isoformat() if until else None})
    else:
        address = removal.store.address(secret.path)
        session.terminal.result(f"deleted: {address}; strongroom restore {secret.path} brings it back {back}")


def restore(
    *,
    path: EntryArgument,
    environment: EnvironmentOption = None,
    catalogue: CatalogueOption = DEFAULT_CATALOGUE,
    as_json: JsonOption = False,
) -> None:
    """Bring a deleted value back.

    Example: strongroom restore project/odin/openai_api_key --environment staging
    """
    from strongroom.cli.session import Session

    session = Session.open(catalogue, environment)
    removal = _removal(session, path)
    version = removal.restore()
    address = removal.store.address(removal.secret.path)
    if as_json:
        session.terminal.json({"path": removal.secret.path, "result": "restored", "version": version.id})
    else:
        session.terminal.result(f"restored: {address} (version {version.id})")


def _removal(session: Session, path: str) -> Removal:
    """Show the scope, and refuse whoever may not write in it."""
    from strongroom.operations.removal import Removal

    secret = session.entry(path)
    store = session.for_writing(secret)
    return Removal(secret=secret, scope=session.scope, store=store, journal=session.journal)
