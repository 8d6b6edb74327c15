"""What every `strongroom break-glass` command does: ask the function, and write down that it did."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from pathlib import Path

    from strongroom.cli.session import Session

RequestArgument = Annotated[str, typer.Argument(metavar="REQUEST", help="Number of the request, as list shows it.")]


def ask(session: Session, action: str, **facts: Any) -> dict[str, Any]:
    """Have the function do something; raises InputError, StoreError."""
    from strongroom.break_glass.function import Function

    return Function(session.scope.environment).ask(action, **facts)


def record(session: Session, command: str, found: dict[str, Any], **facts: Any) -> None:
    """Write it into the journal."""
    environment = session.scope.environment
    session.journal.record(f"break-glass {command}", environment=environment, request=found["request"], **facts)


def opened_session(catalogue: Path, environment: str | None) -> Session:
    """A run of a command, in its environment."""
    from strongroom.cli.session import Session

    return Session.open(catalogue, environment)


def missing(found: dict[str, Any]) -> str:
    """What a request waits for, or what its requester does next."""
    if found["state"] == "waiting":
        return f"{found['missing']} approval{'s' * (found['missing'] > 1)} missing"
    return f"ready: strongroom break-glass open {found['request']}" if found["state"] == "approved" else found["state"]
