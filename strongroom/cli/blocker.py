"""`strongroom blocker`: record in the catalogue what a value waits for."""

from __future__ import annotations

from datetime import datetime  # noqa: TC003 - Typer reads the annotations when the command runs
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from strongroom.cli.options import DEFAULT_CATALOGUE, CatalogueOption, JsonOption

if TYPE_CHECKING:
    from pathlib import Path

    from strongroom.cli.session import Session
    from strongroom.operations.blockers import Edit

blocker = typer.Typer(no_args_is_help=True, help="Record in the catalogue what a value waits for, or take it away.")

_Entry = Annotated[str, typer.Argument(metavar="PATH", help="Path of an entry or a family, or a name that is unique.")]
_Environment = Annotated[
    Literal["staging", "production"] | None,
    typer.Option("--environment", help="Where it waits; may be left out for an entry that has only one."),
]


@blocker.command("set")
def set_blocker(
    *,
    path: _Entry,
    environment: _Environment = None,
    catalogue: CatalogueOption = DEFAULT_CATALOGUE,
    ticket: Annotated[str | None, typer.Option("--ticket", help="The ticket that has to be done.")] = None,
    escalation: Annotated[str | None, typer.Option("--escalation", help="Who it was escalated to.")] = None,
    since: Annotated[
        datetime | None,
        typer.Option("--since", formats=["%Y-%m-%d"], help="The day it was due; days overdue count from it."),
    ] = None,
    approval: Annotated[str | None, typer.Option("--approval", help="A gate of the workspace.")] = None,
    health_check: Annotated[str | None, typer.Option("--health-check", help="What has to be healthy.")] = None,
    needs: Annotated[list[str] | None, typer.Option("--needs", help="A path that has to be complete first.")] = None,
    reason: Annotated[str | None, typer.Option("--reason", help="Anything else that it waits for.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Record what a value waits for, in the catalogue's file; its comments stay, and a wrong result is refused.

    Example: strongroom blocker set GA_MCP_HOST --environment staging --ticket OCC-INF-221 --since 2025-10-07
    """
    from strongroom.operations.problem import UseError

    facts: dict[str, Any] = {
        "ticket": ticket,
        "escalation": escalation,
        "since": since.date() if since else None,
        "approval": approval,
        "health_check": health_check,
        "needs": needs or None,
        "reason": reason,
    }
    given = {key: fact for key, fact in facts.items() if fact}
    if not given:
        raise UseError("say what it waits for: --ticket, --approval, --health-check, --needs or --reason")
    session, edit = _opened(catalogue, path, environment)
    edit.block(given)
    _tell(session, edit, "blocked", as_json=as_json)


@blocker.command("clear")
def clear_blocker(
    *,
    path: _Entry,
    environment: _Environment = None,
    catalogue: CatalogueOption = DEFAULT_CATALOGUE,
    note: Annotated[str | None, typer.Option("--note", help="What to know until it is complete.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Take away what a value waited for: it is pending then, and the store says when it is complete.

    Example: strongroom blocker clear GA_MCP_HOST --environment staging
    """
    session, edit = _opened(catalogue, path, environment)
    edit.clear(note)
    _tell(session, edit, "pending", as_json=as_json)


def _opened(catalogue: Path, path: str, environment: Literal["staging", "production"] | None) -> tuple[Session, Edit]:
    from strongroom.cli.session import Session
    from strongroom.operations.blockers import Edit, blocked_entry

    session = Session.open(catalogue, environment)
    secret, where = blocked_entry(session.catalogue, path, environment)
    return session, Edit(directory=catalogue, secret=secret, environment=where, journal=session.journal)


def _tell(session: Session, edit: Edit, state: str, *, as_json: bool) -> None:
    if as_json:
        facts = {"path": edit.secret.path, "environment": edit.environment, "state": state, "file": str(edit.file)}
        session.terminal.json(facts)
    else:
        session.terminal.result(f"{state}: {edit.secret.path} ({edit.environment}), in {edit.file}")
