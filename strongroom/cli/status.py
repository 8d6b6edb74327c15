"""`strongroom status`: where every delivery stands."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path  # noqa: TC003 - Typer reads the annotations when the command runs
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from strongroom.cli.options import DEFAULT_CATALOGUE, CatalogueOption, EnvironmentOption, JsonOption

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from strongroom.catalogue import Workspace
    from strongroom.cli.session import Session
    from strongroom.operations.status import Measured
    from strongroom.report.dashboard import Dashboard

BRIEF = 10.0  # seconds: a dashboard does not wait for a limit to pass
Format = Literal["table", "json", "markdown", "html"]


def status(
    *,
    environment: EnvironmentOption = None,
    catalogue: CatalogueOption = DEFAULT_CATALOGUE,
    workspace: Annotated[str | None, typer.Option("--workspace", help="Only this workspace.")] = None,
    as_of: Annotated[
        datetime | None,
        typer.Option("--as-of", "--date", formats=["%Y-%m-%d"], help="The day of the dashboard; left out: today."),
    ] = None,
    recorded: Annotated[
        bool, typer.Option("--recorded", help="Only what the catalogue records; no store is asked.")
    ] = False,
    form: Annotated[Format, typer.Option("--format", help="How to write it.")] = "table",
    output: Annotated[Path | None, typer.Option("--output", metavar="FILE", help="Write it into this file.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Show each delivery: complete and since when, pending, or blocked and by what.

    Example: strongroom status --workspace occ --date 2025-10-11 --recorded --format html --output status.html
    """
    from strongroom.cli.mirror import survey_of
    from strongroom.cli.session import Session
    from strongroom.operations.mirror_arrivals import arrivals
    from strongroom.operations.status import standings
    from strongroom.report.dashboard import dashboard

    session = Session.open(catalogue, environment)
    chosen = _workspaces(session, workspace)
    today = (as_of or datetime.now(UTC)).date()
    measured = _measured(session, chosen, recorded=recorded)
    arrived = {} if recorded else arrivals(survey_of(session, measured=measured, reading=False, patience=BRIEF))
    found = standings(session.catalogue, session.scope, measured, today, workspace, arrivals=arrived)
    board = dashboard(session.catalogue, found, session.scope.environment, today, recorded_only=recorded)
    _write(session, board, "json" if as_json else form, output)
    session.end(measured)


def _write(session: Session, board: Dashboard, form: Format, output: Path | None) -> None:
    if form == "table" and output is None:
        from strongroom.report.status import as_table

        session.terminal.show(as_table(board))
        return
    from strongroom.report.forms import render

    text = render(board, form)
    if output is None:
        session.terminal.result(text.rstrip("\n"))
        return
    from strongroom.operations.whole_file import write_whole

    write_whole(output, text)
    session.terminal.tell(f"{board.tally.sentence}; the dashboard is in {output}")


def _workspaces(session: Session, workspace: str | None) -> Sequence[Workspace]:
    return session.catalogue.workspaces if workspace is None else [session.workspace(workspace)]


def _measured(session: Session, workspaces: Sequence[Workspace], *, recorded: bool) -> Mapping[str, Measured]:
    from strongroom.operations.status import RECORDED_ONLY

    if recorded:
        return {workspace.workspace: RECORDED_ONLY for workspace in workspaces}
    return session.measure(workspaces)
