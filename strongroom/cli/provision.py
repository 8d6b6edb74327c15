"""`strongroom provision`: a walk through everything that a workspace still lacks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from strongroom.cli.options import DEFAULT_CATALOGUE, CatalogueOption, EnvironmentOption

if TYPE_CHECKING:
    from collections.abc import Sequence

    from strongroom.catalogue import Secret
    from strongroom.cli.session import Session
    from strongroom.operations.listing import Listed


def provision(
    *,
    workspace: Annotated[str, typer.Argument(metavar="WORKSPACE", help="A workspace of the catalogue.")],
    environment: EnvironmentOption = None,
    catalogue: CatalogueOption = DEFAULT_CATALOGUE,
    offline: Annotated[
        str | None, typer.Option("--offline", metavar="REASON", help="Leave out checks that need the network.")
    ] = None,
) -> None:
    """Ask for every value that a workspace still lacks, one after the other; stop and go on whenever you like.

    Example: strongroom provision wired-chaos --environment production
    """
    from strongroom.cli.session import Session
    from strongroom.cli.terminal import is_person
    from strongroom.operations.problem import UseError

    session = Session.open(catalogue, environment)
    session.workspace(workspace)
    if not is_person():
        raise UseError("provision talks to a person at a terminal; in a pipeline use strongroom put for each entry")
    missing = _missing(session, workspace)
    tell = session.terminal.tell
    tell(f"{len(missing)} values are missing; an empty line leaves one out, Ctrl-C stops, the next run goes on")
    for number, secret in enumerate(missing, start=1):
        tell(f"\n[{number}/{len(missing)}]")
        _ask(session, secret, offline)
    left = _missing(session, workspace)
    session.terminal.result(f"{len(missing) - len(left)} stored, {len(left)} still missing")
    for secret in left:
        session.terminal.result(f"missing: {secret.path}")
    if left:
        raise typer.Exit(1)


def _listed(session: Session, workspace: str) -> Sequence[Listed]:
    from strongroom.operations.listing import entries

    measured = session.measure([session.workspace(workspace)])
    session.end(measured)
    return entries(session.catalogue, session.scope, measured, workspace=workspace)


def _missing(session: Session, workspace: str) -> list[Secret]:
    """What a person has to give; entries that are blocked are told, and left alone."""
    from strongroom.catalogue.status import Blocked

    found: list[Secret] = []
    for one in _listed(session, workspace):
        secret = one.secret
        if one.status == "active" or secret.source.origin not in ("supplied", "external"):
            continue
        statuses = [secret.status.get(name) for name in session.scope.rehearses if name in secret.environments]
        if secret.is_family or (statuses and all(isinstance(status, Blocked) for status in statuses)):
            session.terminal.tell(f"left alone: {secret.path} is {'a family' if secret.is_family else 'blocked'}")
        else:
            found.append(secret)
    return found


def _ask(session: Session, secret: Secret, offline: str | None) -> None:
    """Ask until a value is accepted, or left out; a store that fails is told, and the walk goes on."""
    from strongroom.cli.dialogue import Dialogue
    from strongroom.cli.reading import Origin
    from strongroom.operations.problem import InputError
    from strongroom.stores.errors import StoreError

    tell = session.terminal.tell
    try:
        dialogue = Dialogue.open(session, secret, Origin(), offline=offline)
        present = dialogue.put.look()
        dialogue.brief()
        while True:
            try:
                text = dialogue.read(present)
                if not text or (secret.fields and not any(_texts(text))):
                    tell("left out")
                    return
                stored = dialogue.store(text, present)
            except InputError as error:
                tell(str(error))
                continue
            tell(dialogue.sentence(stored[0]) if stored else "nothing was changed")
            return
    except StoreError as error:
        tell(str(error))


def _texts(text: str) -> Sequence[str]:
    from strongroom.cli.terminal import parts_of

    return parts_of(text)
