"""`strongroom break-glass`: read in an emergency what nobody may read: others agree, it ends, it is on record."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from strongroom.cli.options import DEFAULT_CATALOGUE, CatalogueOption, EnvironmentOption, JsonOption

if TYPE_CHECKING:
    from collections.abc import Sequence

    from strongroom.cli.session import Session

break_glass = typer.Typer(
    no_args_is_help=True,
    help="Read in an emergency what nobody may read: ask, have it approved by others, open, read, end.",
)
RequestArgument = Annotated[str, typer.Argument(metavar="REQUEST", help="Number of the request, as list shows it.")]
AuditLogOption = Annotated[
    Path | None, typer.Option("--audit-log", metavar="FILE", help="Vault's audit lines; else the log group's.")
]
Yes = Annotated[bool, typer.Option("--yes", help="Answer every question with yes.")]


@break_glass.command("request")
def request(
    *,
    paths: Annotated[
        list[str] | None, typer.Argument(metavar="[PATH]...", help="What to read, up to five entries; or --all.")
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
    session = _session(catalogue, environment)
    wanted = sorted({_readable(session, path) for path in paths or ()})
    found = _ask(session, "request", reason=reason, ticket=ticket, paths=wanted, minutes=minutes)
    _record(session, "request", found, result="asked", paths=wanted, minutes=minutes, ticket=ticket)
    if as_json:
        session.terminal.json(found)
        return
    known = "waits already" if found.get("already") else "asked"
    session.terminal.result(f"{known}: {found['request']}, {_missing(found)}")
    session.terminal.tell(
        f"approvers: strongroom break-glass approve {found['request']} --environment {session.scope.environment}"
    )


@break_glass.command("approve")
def approve(
    *,
    request: RequestArgument,
    environment: EnvironmentOption = None,
    catalogue: CatalogueOption = DEFAULT_CATALOGUE,
    yes: Yes = False,
    as_json: JsonOption = False,
) -> None:
    """Agree to somebody else's request, after seeing what it is for. An approval counts for a while only.

    Example: strongroom break-glass approve 20251011-k3xw --environment production
    """
    _decide("approve", "approved", request, environment, catalogue, yes=yes, as_json=as_json)


@break_glass.command("deny")
def deny(
    *,
    request: RequestArgument,
    environment: EnvironmentOption = None,
    catalogue: CatalogueOption = DEFAULT_CATALOGUE,
    yes: Yes = False,
    as_json: JsonOption = False,
) -> None:
    """Refuse somebody's request, for good.

    Example: strongroom break-glass deny 20251011-k3xw --environment production
    """
    _decide("deny", "denied", request, environment, catalogue, yes=yes, as_json=as_json)


@break_glass.command("list")
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

    session = _session(catalogue, environment)
    found = [one for one in _ask(session, "list")["requests"] if everything or one["state"] in LIVE]
    if as_json:
        session.terminal.json(found)
    elif found:
        session.terminal.show(table(found))
    else:
        session.terminal.result("no request" if everything else "nothing waits, nothing is open")


@break_glass.command("open")
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

    session = _session(catalogue, environment)
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


@break_glass.command("read")
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

    session = _session(catalogue, environment)
    wanted = [session.entry(path) for path in paths]
    read: list[str] = []
    try:
        with opening(session, request) as (inside, _, told):
            told["read"] = read
            values = {one.path: value_of(inside, one, read, field).get_secret_value() for one in wanted}
    finally:
        _to_change(session, read)
    if as_json or len(values) > 1:
        session.terminal.reveal(SecretStr(_json(values) + "\n"))
    else:
        session.terminal.reveal(SecretStr(*values.values()))


@break_glass.command("end")
def end(
    *,
    request: RequestArgument,
    environment: EnvironmentOption = None,
    catalogue: CatalogueOption = DEFAULT_CATALOGUE,
    yes: Yes = False,
    as_json: JsonOption = False,
) -> None:
    """End a request: what waits is withdrawn, what is open ends at once. Other requests go on.

    For the one who asked, and for approvers.

    Example: strongroom break-glass end 20251011-k3xw --environment production
    """
    from strongroom.break_glass.opened import end_at_once
    from strongroom.vault.sign_in import door

    session = _session(catalogue, environment)
    _agreed(session, request, "End it?", yes=yes)
    found = _ask(session, "end", request=request)
    result = "ended"
    if login := found.pop("login", None):
        end_at_once(door(session.scope.environment), login)
        result = "revoked"
    _record(session, "end", found, result=result)
    if as_json:
        session.terminal.json(found)
    else:
        session.terminal.result(f"{result}: {found['request']}, {found['state']}")


@break_glass.command("report")
def report(
    *,
    request: RequestArgument,
    audit_log: AuditLogOption = None,
    environment: EnvironmentOption = None,
    catalogue: CatalogueOption = DEFAULT_CATALOGUE,
    as_json: JsonOption = False,
) -> None:
    """Write the evidence of a request, as Markdown for its ticket: who, why, who agreed, every reading, what to change.

    Example: strongroom break-glass report 20251011-k3xw --environment production > evidence.md
    """
    from strongroom.break_glass.evidence import evidence
    from strongroom.report.break_glass import markdown

    session = _session(catalogue, environment)
    found = _ask(session, "show", request=request)
    events, missing = _events(session, found, audit_log)
    told = evidence(session.catalogue, session.scope.environment, found, events)
    if as_json:
        session.terminal.json(told.as_json())
    else:
        session.terminal.result(markdown(told))
    if missing:
        session.terminal.tell(f"not in it: {missing}")
        raise typer.Exit(3)


def _events(session: Session, found: dict[str, Any], file: Path | None) -> tuple[list[dict[str, Any]] | None, str]:
    from datetime import datetime

    from strongroom.break_glass import trail
    from strongroom.stores.errors import StoreError

    if file:
        return trail.from_file(file, found["request"]), ""
    try:
        since = datetime.fromisoformat(found["at"])
        return trail.from_log_group(session.scope.environment, found["request"], since), ""
    except StoreError as error:
        return None, str(error)


def _decide(
    action: str, done: str, request: str, environment: Any, catalogue: Path, *, yes: bool, as_json: bool
) -> None:
    session = _session(catalogue, environment)
    _agreed(session, request, f"{action.title()} it?", yes=yes)
    found = _ask(session, action, request=request)
    _record(session, action, found, result=done, requester=found["person"])
    if as_json:
        session.terminal.json(found)
    else:
        known = f"{done} already" if found.get("already") else done
        session.terminal.result(
            f"{known}: {found['request']}" + (f", {_missing(found)}" if action == "approve" else "")
        )


def _agreed(session: Session, request: str, question: str, *, yes: bool) -> None:
    """Show the request, and go on only if somebody who has seen it agrees."""
    from strongroom.cli.terminal import is_person
    from strongroom.operations.problem import UseError
    from strongroom.report.break_glass import lines

    for line in lines(_ask(session, "show", request=request)):
        session.terminal.tell(line)
    if yes:
        return
    if not is_person():
        raise UseError("nobody is there to agree; add --yes")
    if not session.terminal.confirm(question):
        session.terminal.tell("nothing was changed")
        raise typer.Exit(1)


def _readable(session: Session, path: str) -> str:
    secret = session.entry(path)
    return secret.derived_from() or secret.path  # a computed value is read where its source is


def _missing(found: dict[str, Any]) -> str:
    if found["state"] == "waiting":
        return f"{found['missing']} approval{'s' * (found['missing'] > 1)} missing"
    return f"ready: strongroom break-glass open {found['request']}" if found["state"] == "approved" else found["state"]


def _to_change(session: Session, read: Sequence[str]) -> None:
    from strongroom.break_glass.evidence import to_change

    if read:
        session.terminal.tell("somebody has seen these; change them when the emergency is over:")
    for path in read:
        session.terminal.tell(f"  {to_change(session.catalogue.resolve(path), path, session.scope.environment)}")


def _json(values: dict[str, str]) -> str:
    import json

    return json.dumps(values, indent=2, ensure_ascii=False)


def _ask(session: Session, action: str, **facts: Any) -> dict[str, Any]:
    from strongroom.break_glass.function import Function

    return Function(session.scope.environment).ask(action, **facts)


def _record(session: Session, command: str, found: dict[str, Any], **facts: Any) -> None:
    environment = session.scope.environment
    session.journal.record(f"break-glass {command}", environment=environment, request=found["request"], **facts)


def _session(catalogue: Path, environment: str | None) -> Session:
    from strongroom.cli.session import Session

    return Session.open(catalogue, environment)
