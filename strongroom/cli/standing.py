"""How everything stands now, for the subcommands that tell of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from strongroom.catalogue import Workspace
    from strongroom.cli.session import Session
    from strongroom.operations.status import Measured, Standing
    from strongroom.report.dashboard import Dashboard

_BRIEF = 10.0  # seconds: a dashboard does not wait for a limit to pass


def stand(
    session: Session, today: date, workspace: str | None = None, *, recorded: bool = False
) -> tuple[list[Standing], Mapping[str, Measured]]:
    """Every delivery of one workspace or of all, and what their stores said; with `recorded` nobody is asked."""
    from strongroom.operations.status import RECORDED_ONLY, standings

    chosen = _workspaces(session, workspace)
    if recorded:
        silent = dict.fromkeys((one.workspace for one in chosen), RECORDED_ONLY)
        return standings(session.catalogue, session.scope, silent, today, workspace), silent
    from strongroom.cli.mirror import survey_of
    from strongroom.operations.mirror.arrivals import arrivals

    measured = session.measure(chosen)
    arrived = arrivals(survey_of(session, measured=measured, reading=False, patience=_BRIEF))
    return standings(session.catalogue, session.scope, measured, today, workspace, arrivals=arrived), measured


def board(
    session: Session, today: date, workspace: str | None = None, *, recorded: bool = False
) -> tuple[Dashboard, Mapping[str, Measured]]:
    """The same as a dashboard."""
    from strongroom.report.dashboard import dashboard

    found, measured = stand(session, today, workspace, recorded=recorded)
    environment = session.scope.environment
    return dashboard(session.catalogue, found, environment, today, recorded_only=recorded), measured


def _workspaces(session: Session, workspace: str | None) -> Sequence[Workspace]:
    return session.catalogue.workspaces if workspace is None else [session.workspace(workspace)]
