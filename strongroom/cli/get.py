"""`strongroom get`: look at an entry; its value only on request."""

from __future__ import annotations

from typing import Annotated

import typer

from strongroom.cli.options import DEFAULT_CATALOGUE, CatalogueOption, EntryArgument, EnvironmentOption, JsonOption


def get(
    *,
    path: EntryArgument,
    environment: EnvironmentOption = None,
    catalogue: CatalogueOption = DEFAULT_CATALOGUE,
    field: Annotated[str | None, typer.Option("--field", help="Only this field of an object.")] = None,
    version: Annotated[str | None, typer.Option("--version", help="An older version, by its id.")] = None,
    reveal: Annotated[bool, typer.Option("--reveal", help="Write the value to stdout, exactly.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Show an entry with its value masked; with --reveal the value, exactly, and nothing else.

    Example: strongroom get candlefish/jwt/secret --environment staging
    """
    from strongroom.cli.session import Session
    from strongroom.operations.get import look_up

    session = Session.open(catalogue, environment)
    secret = session.entry(path)
    found = look_up(session.catalogue, secret, session.store, version=version, field=field)
    if not reveal:
        session.terminal.learn(secret, found.value)
    if as_json:
        session.terminal.json(found.facts(reveal=reveal))
    elif reveal:
        session.terminal.reveal(found.value)
    else:
        for name, text in found.facts(reveal=False).items():
            session.terminal.fact(name, str(text))
