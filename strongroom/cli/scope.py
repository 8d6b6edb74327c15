"""`strongroom scope`: which workspace and environment the other commands act in."""

from __future__ import annotations

from typing import Annotated

import typer

from strongroom.cli.options import DEFAULT_CATALOGUE, CatalogueOption, EnvironmentName, JsonOption

scope = typer.Typer(no_args_is_help=True, help="Choose the workspace and the environment to work in, or show them.")


@scope.command("show")
def show(*, catalogue: CatalogueOption = DEFAULT_CATALOGUE, as_json: JsonOption = False) -> None:
    """Show the scope that is active.

    Example: strongroom scope show
    """
    from strongroom.cli.session import Session
    from strongroom.operations.problem import UseError

    session = Session.open(catalogue, None)
    if session.active is None and not as_json:
        raise UseError("no scope is chosen; choose one: strongroom scope use WORKSPACE --environment ENVIRONMENT")
    if as_json:
        active = session.active
        session.terminal.json({"workspace": active.workspace, "environment": active.environment} if active else None)
        return
    session.terminal.result(session.banner())


@scope.command("use")
def use(
    *,
    workspace: Annotated[str, typer.Argument(metavar="WORKSPACE", help="A workspace of the catalogue.")],
    environment: Annotated[EnvironmentName, typer.Option("--environment", help="One of its environments, or local.")],
    catalogue: CatalogueOption = DEFAULT_CATALOGUE,
) -> None:
    """Choose the scope of the commands that follow, for this catalogue and this user.

    Example: strongroom scope use wired-chaos --environment production
    """
    from strongroom.cli.session import Session
    from strongroom.operations.active_scope import ActiveScope, choose
    from strongroom.operations.problem import InputError

    session = Session.open(catalogue, environment)
    found = session.workspace(workspace)
    if not set(found.environments) & set(session.scope.rehearses):
        where = " and ".join(found.environments)
        raise InputError(f"{found.workspace} has no environment {environment}; it has {where}")
    choose(catalogue, ActiveScope(workspace=found.workspace, environment=environment))
    session.terminal.result(session.scope.banner(found))
