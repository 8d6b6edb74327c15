"""`strongroom break-glass approve`, `deny` and `end`: what is decided by somebody who has seen the request."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from strongroom.cli.break_glass_call import RequestArgument, ask, missing, opened_session, record
from strongroom.cli.options import DEFAULT_CATALOGUE, CatalogueOption, EnvironmentOption, JsonOption

if TYPE_CHECKING:
    from collections.abc import Callable

    from strongroom.cli.session import Session

YesOption = Annotated[bool, typer.Option("--yes", help="Answer every question with yes.")]


def _decision(action: str, done: str, told: str) -> Callable[..., None]:
    """The command that decides so; `told` is its help."""

    def decide(
        *,
        request: RequestArgument,
        environment: EnvironmentOption = None,
        catalogue: CatalogueOption = DEFAULT_CATALOGUE,
        yes: YesOption = False,
        as_json: JsonOption = False,
    ) -> None:
        session = opened_session(catalogue, environment)
        _agreed(session, request, f"{action.title()} it?", yes=yes)
        found = ask(session, action, request=request)
        record(session, action, found, result=done, requester=found["person"])
        if as_json:
            session.terminal.json(found)
            return
        known = f"{done} already" if found.get("already") else done
        more = f", {missing(found)}" if action == "approve" else ""
        session.terminal.result(f"{known}: {found['request']}{more}")

    decide.__doc__ = f"{told}\n\nExample: strongroom break-glass {action} 20251011-k3xw --environment production\n"
    return decide


approve = _decision(
    "approve",
    "approved",
    "Agree to somebody else's request, after seeing what it is for. An approval counts for a while only.",
)
deny = _decision("deny", "denied", "Refuse somebody's request, for good.")


def end(
    *,
    request: RequestArgument,
    environment: EnvironmentOption = None,
    catalogue: CatalogueOption = DEFAULT_CATALOGUE,
    yes: YesOption = False,
    as_json: JsonOption = False,
) -> None:
    """End a request: what waits is withdrawn, what is open ends at once. Other requests go on.

    For the one who asked, and for approvers.

    Example: strongroom break-glass end 20251011-k3xw --environment production
    """
    from strongroom.break_glass.opened import end_at_once
    from strongroom.vault.sign_in import door

    session = opened_session(catalogue, environment)
    _agreed(session, request, "End it?", yes=yes)
    found = ask(session, "end", request=request)
    result = "ended"
    if login := found.pop("login", None):
        end_at_once(door(session.scope.environment), login)
        result = "revoked"
    record(session, "end", found, result=result)
    if as_json:
        session.terminal.json(found)
    else:
        session.terminal.result(f"{result}: {found['request']}, {found['state']}")


def _agreed(session: Session, request: str, question: str, *, yes: bool) -> None:
    """Show the request, and go on only if somebody who has seen it agrees."""
    from strongroom.cli.terminal import is_person
    from strongroom.operations.problem import UseError
    from strongroom.report.break_glass import lines

    for line in lines(ask(session, "show", request=request)):
        session.terminal.tell(line)
    if yes:
        return
    if not is_person():
        raise UseError("nobody is there to agree; add --yes")
    if not session.terminal.confirm(question):
        session.terminal.tell("nothing was changed")
        raise typer.Exit(1)
