"""`strongroom messages`: what to tell whom today, in order of priority."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Literal

import typer

from strongroom.cli.options import DEFAULT_CATALOGUE, CatalogueOption, EnvironmentOption, JsonOption

Format = Literal["text", "markdown", "json"]


def messages(
    *,
    environment: EnvironmentOption = None,
    catalogue: CatalogueOption = DEFAULT_CATALOGUE,
    workspace: Annotated[str | None, typer.Option("--workspace", help="Only this workspace.")] = None,
    as_of: Annotated[
        datetime | None,
        typer.Option("--as-of", "--date", formats=["%Y-%m-%d"], help="The day of the messages; left out: today."),
    ] = None,
    recorded: Annotated[
        bool, typer.Option("--recorded", help="Only what the catalogue records; no store is asked.")
    ] = False,
    form: Annotated[Format, typer.Option("--format", help="How to write them.")] = "text",
    as_json: JsonOption = False,
) -> None:
    """Write the coordination messages of the catalogue's topics, from the data, the most urgent first.

    Example: strongroom messages --workspace occ --date 2025-10-11 --recorded
    """
    from strongroom.cli.session import Session
    from strongroom.cli.standing import stand
    from strongroom.operations.messages import messages as due
    from strongroom.report import messages as report

    session = Session.open(catalogue, environment)
    if workspace is not None:
        session.workspace(workspace)
    today = (as_of or datetime.now(UTC)).date()
    standings, measured = stand(session, today, recorded=recorded)  # a topic may speak of any workspace's entries
    found = list(due(session.catalogue, standings, today, workspace))
    if as_json or form == "json":
        session.terminal.json(report.as_json(found))
    elif found:
        session.terminal.result(report.markdown(found) if form == "markdown" else report.text(found))
    else:
        session.terminal.tell("there is nobody to tell anything: every topic is complete, or there is none")
    session.end(measured)
