"""`strongroom status`: where every delivery stands."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from strongroom.cli.options import DEFAULT_CATALOGUE, CatalogueOption, EnvironmentOption, JsonOption

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from strongroom.catalogue import Workspace
    from strongroom.cli.session import Session
    from strongroom.operations.status import Measured


def status(
    *,
    environment: EnvironmentOption = None,
    catalogue: CatalogueOption = DEFAULT_CATALOGUE,
    workspace: Annotated[str | None, typer.Option("--workspace", help="Only this workspace.")] = None,
    as_of: Annotated[
        datetime | None, typer.Option("--as-of", formats=["%Y-%m-%d"], help="Count days overdue up to this day.")
    ] = None,
    recorded: Annotated[
        bool, typer.Option("--recorded", help="Only what the catalogue records; no store is asked.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Show each delivery: complete and since when, pending, or blocked and by what.

    Example: strongroom status --environment production --workspace occ
    """
    from strongroom.cli.session import Session
    from strongroom.operations.status import standings

    session = Session.open(catalogue, environment)
    chosen = _workspaces(session, workspace)
    today = (as_of or datetime.now(UTC)).date()
    measured = _measured(session, chosen, recorded=recorded)
    found = standings(session.catalogue, session.scope, measured, today, workspace)
    if as_json:
        from strongroom.report.status import as_json as rendered

        session.terminal.json(rendered(found, session.scope.environment, today))
    else:
        from strongroom.report.status import as_table

        session.terminal.show(as_table(found, session.scope.environment, today))
    session.end(measured)


def _workspaces(session: Session, workspace: str | None) -> Sequence[Workspace]:
    return session.catalogue.workspaces if workspace is None else [session.workspace(workspace)]


def _measured(session: Session, workspaces: Sequence[Workspace], *, recorded: bool) -> Mapping[str, Measured]:
    from strongroom.operations.status import RECORDED_ONLY

    if recorded:
        return {workspace.workspace: RECORDED_ONLY for workspace in workspaces}
    return session.measure(workspaces)
