"""`strongroom status`: where every delivery stands."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path  # noqa: TC003 - Typer reads the annotations when the command runs
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from strongroom.cli.options import DEFAULT_CATALOGUE, CatalogueOption, EnvironmentOption, JsonOption

if TYPE_CHECKING:
    from strongroom.cli.session import Session
    from strongroom.report.dashboard import Dashboard

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
    from strongroom.cli.session import Session
    from strongroom.cli.standing import board

    session = Session.open(catalogue, environment)
    found, measured = board(session, (as_of or datetime.now(UTC)).date(), workspace, recorded=recorded)
    _write(session, found, "json" if as_json else form, output)
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
