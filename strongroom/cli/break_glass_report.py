"""`strongroom break-glass report`: the evidence of a request."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from strongroom.cli.break_glass_call import RequestArgument, ask, opened_session
from strongroom.cli.options import DEFAULT_CATALOGUE, CatalogueOption, EnvironmentOption, JsonOption

if TYPE_CHECKING:
    from strongroom.cli.session import Session

AuditLogOption = Annotated[
    Path | None, typer.Option("--audit-log", metavar="FILE", help="Vault's audit lines; else the log group's.")
]


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

    session = opened_session(catalogue, environment)
    found = ask(session, "show", request=request)
    events, unread = _events(session, found, audit_log)
    told = evidence(session.catalogue, session.scope.environment, found, events)
    if as_json:
        session.terminal.json(told.as_json())
    else:
        session.terminal.result(markdown(told))
    if unread:
        session.terminal.tell(f"not in it: {unread}")
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
