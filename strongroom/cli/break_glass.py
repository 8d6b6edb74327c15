"""`strongroom break-glass`: read in an emergency what nobody may read: others agree, it ends, it is on record."""

from __future__ import annotations

import typer

from strongroom.cli.break_glass_asking import list_requests, request
from strongroom.cli.break_glass_deciding import approve, deny, end
from strongroom.cli.break_glass_opening import open_request, read_paths
from strongroom.cli.break_glass_report import report

break_glass = typer.Typer(
    no_args_is_help=True,
    help="Read in an emergency what nobody may read: ask, have it approved by others, open, read, end.",
)
break_glass.command("request")(request)
break_glass.command("approve")(approve)
break_glass.command("deny")(deny)
break_glass.command("list")(list_requests)
break_glass.command("open")(open_request)
break_glass.command("read")(read_paths)
break_glass.command("end")(end)
break_glass.command("report")(report)
