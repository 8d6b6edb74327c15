"""`strongroom break-glass request` and `list`: who asks for what, and how it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from strongroom.cli.break_glass_call import ask, missing, opened_session, record
from strongroom.cli.options import DEFAULT_CATALOGUE, CatalogueOption, EnvironmentOption, JsonOption

if TYPE_CHECKING:
    from strongroom.cli.session import Session


def request(
    *,
    paths: Annotated[
        list[str] | None, typer.Argument(metavar="PATH", help="What to read, up to five entries; or --all.")
    ] = None,
    reason: Annotated[str, typer.Option("--reason", help="Why: who agrees has to understand it. No value in it.")],
    ticket: Annotated[str, typer.Option("--ticket", help="Number or address of the incident's ticket.")],
    everything: Annotated[bool, typer.Option("--all", help="Every entry of the catalogue.")] = False,
    minutes: Annotated[int, typer.Option("--minutes", min=1, help="How long it stays open, once opened.")] = 15,
    environment: EnvironmentOption = None,
    catalogue: CatalogueOption = DEFAULT_CATALOGUE,
    as_json: JsonOption = False,
) -> None:
    """Ask to read some entries, or all, for some minutes; others have to approve it.

    Example: strongroom break-glass request candlefish/jwt/secret --ticket INC-1234 --reason "Identity provider is down"
    """
    from strongroom.operations.problem import UseError

    if bool(paths) == everything:
        raise UseError("name the paths to read, or use --all")
    _demand_words({"--reason": reason, "--ticket": ticket})
    session = opened_session(catalogue, environment)
    wanted = sorted({_readable(session, path) for path in paths or ()})
    found = ask(session, "request", reason=reason, ticket=ticket, paths=wanted, minutes=minutes)
    record(session, "request", found, result="asked", paths=wanted, minutes=minutes, ticket=ticket)
    if as_json:
        session.terminal.json(found)
        return
    known = "waits already" if found.get("already") else "asked"
    session.terminal.result(f"{known}: {found['request']}, {missing(found)}")
    session.terminal.tell(
        f"approvers: strongroom break-glass approve {found['request']} --environment {session.scope.environment}"
    )


def list_requests(
    *,
    everything: Annotated[bool, typer.Option("--all", help="Those that are over, too.")] = False,
    environment: EnvironmentOption = None,
    catalogue: CatalogueOption = DEFAULT_CATALOGUE,
    as_json: JsonOption = False,
) -> None:
    """Show the requests that wait or are open.

    Example: strongroom break-glass list --environment production
    """
    from strongroom.report.break_glass import LIVE, table

    session = opened_session(catalogue, environment)
    found = [one for one in ask(session, "list")["requests"] if everything or one["state"] in LIVE]
    if as_json:
        session.terminal.json(found)
    elif found:
        session.terminal.show(table(found))
    else:
        session.terminal.result("no request" if everything else "nothing waits, nothing is open")


def _demand_words(given: dict[str, str]) -> None:
    """What is kept for years and shown to everybody who may approve holds no credential; raises InputError."""
    from strongroom.catalogue.leaks import credential_in
    from strongroom.operations.problem import InputError

    way_out = "say it without; your shell's history has it: replace that value"
    held = {option: credential_in(text) for option, text in given.items()}
    if problems := [f"{option} holds what looks like {what}; {way_out}" for option, what in held.items() if what]:
        raise InputError(*problems)


def _readable(session: Session, path: str) -> str:
    secret = session.entry(path)
    return secret.derived_from() or secret.path  # a computed value is read where its source is
