"""`strongroom break-glass open` and `read`: the approved request's values, once, and what to change after it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer

from strongroom.cli.break_glass_call import RequestArgument, opened_session
from strongroom.cli.options import DEFAULT_CATALOGUE, CatalogueOption, EnvironmentOption, JsonOption

if TYPE_CHECKING:
    from collections.abc import Sequence

    from strongroom.cli.session import Session


def open_request(
    *,
    request: RequestArgument,
    environment: EnvironmentOption = None,
    catalogue: CatalogueOption = DEFAULT_CATALOGUE,
) -> None:
    """Open your approved request and read paths one after another, until you end it or its time is over.

    It opens once. Each path that is typed, or comes by a pipe, shows its value on stdout.

    Example: strongroom break-glass open 20251011-k3xw --environment production
    """
    from strongroom.cli.break_glass_reading import one_after_another, opening

    session = opened_session(catalogue, environment)
    read: list[str] = []
    try:
        with opening(session, request) as (inside, granted, told):
            told["read"] = read
            session.terminal.tell(
                f"open for {inside.seconds // 60} minutes; every reading is in Vault's audit log as {inside.name}"
            )
            one_after_another(session, inside, read, granted["paths"])
    finally:
        _to_change(session, read)


def read_paths(
    *,
    request: RequestArgument,
    paths: Annotated[list[str], typer.Argument(metavar="PATH...", help="Everything that you need: it opens once.")],
    field: Annotated[str | None, typer.Option("--field", help="Only this field of an object.")] = None,
    environment: EnvironmentOption = None,
    catalogue: CatalogueOption = DEFAULT_CATALOGUE,
    as_json: JsonOption = False,
) -> None:
    """Open your approved request, write the values to stdout, exactly, and end it; of several, an object of JSON.

    Example: strongroom break-glass read 20251011-k3xw candlefish/jwt/secret --environment production
    """
    from pydantic import SecretStr

    from strongroom.cli.break_glass_reading import opening, value_of

    session = opened_session(catalogue, environment)
    wanted = [session.entry(path) for path in paths]
    read: list[str] = []
    try:
        with opening(session, request) as (inside, _, told):
            told["read"] = read
            values = {one.path: value_of(inside, one, read, field).get_secret_value() for one in wanted}
    finally:
        _to_change(session, read)
    if as_json or len(values) > 1:
        session.terminal.reveal(SecretStr(json.dumps(values, indent=2, ensure_ascii=False) + "\n"))
    else:
        session.terminal.reveal(SecretStr(*values.values()))


def _to_change(session: Session, read: Sequence[str]) -> None:
    from strongroom.break_glass.evidence import to_change

    if read:
        session.terminal.tell("somebody has seen these; change them when the emergency is over:")
    for path in read:
        session.terminal.tell(f"  {to_change(session.catalogue.resolve(path), path, session.scope.environment)}")
