"""`strongroom check`: is the catalogue right? The gate of a pull request."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import typer

from strongroom.cli.options import DEFAULT_CATALOGUE, CatalogueOption, JsonOption

if TYPE_CHECKING:
    from pathlib import Path

    from rich.console import RenderableType

    from strongroom.catalogue.problem import CatalogueError
    from strongroom.catalogue.summary import Summary

_SHOWN_ROTATIONS = 10
_PROGRAM_WIDTH = 120  # of a terminal that is none


def check(
    *,
    catalogue: CatalogueOption = DEFAULT_CATALOGUE,
    as_json: JsonOption = False,
) -> None:
    """Validate the catalogue: every problem with its line and a way out, or a summary. Changes nothing.

    Example: strongroom check --catalogue catalogue
    """
    from strongroom.catalogue.loader import load
    from strongroom.catalogue.problem import CatalogueError
    from strongroom.catalogue.summary import summarise
    from strongroom.operations.problem import UseError

    if not catalogue.is_dir():
        raise UseError(f"there is no folder {catalogue}; go to the project's folder, or use --catalogue DIR")
    try:
        summary = summarise(load(catalogue))
    except CatalogueError as error:
        _refuse(error, as_json=as_json)
        raise typer.Exit(1) from None
    if as_json:
        _print_json({"valid": True, **summary.as_json()})
    else:
        _show(summary, catalogue)


def _refuse(error: CatalogueError, *, as_json: bool) -> None:
    if as_json:
        problems = [
            {
                "file": problem.file,
                "line": problem.line,
                "subject": problem.subject,
                "message": problem.message,
                "remedy": problem.remedy,
            }
            for problem in error.problems
        ]
        _print_json({"valid": False, "problems": problems})
        return
    from rich.console import Console
    from rich.text import Text

    console = Console(stderr=True, soft_wrap=True, highlight=False)
    for problem in error.problems:
        line = Text(f"{problem.file}:{problem.line}: ", "bold")
        line.append(f"{problem.subject}: " if problem.subject else "", "cyan not bold")
        line.append(problem.message, "red not bold").append("; ", "not bold").append(problem.remedy, "green not bold")
        console.print(line)
    console.print(Text(error.conclusion, "bold red"))


def _show(summary: Summary, directory: Path) -> None:
    from rich.console import Console

    console = Console(highlight=False, width=None if sys.stdout.isatty() else _PROGRAM_WIDTH)
    console.print(_workspaces(summary))
    if summary.destinations:
        console.print(_destinations(summary))
    for rotation in summary.rotations[:_SHOWN_ROTATIONS]:
        console.print(f"rotation due {rotation.due}: {rotation.path} ({rotation.environment})", markup=False)
    console.print(
        f"{directory}: {summary.entries} entries in {len(summary.workspaces)} workspaces, "
        f"{summary.deliveries} deliveries; no problems",
        style="bold green",
        markup=False,
    )


def _workspaces(summary: Summary) -> RenderableType:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    from strongroom.catalogue.summary import ORIGINS

    table = Table(title="Entries", title_justify="left", show_footer=True, box=SIMPLE_HEAD)
    table.add_column("Workspace", "all", no_wrap=True)
    table.add_column("Store of record", no_wrap=True)
    numbers = [
        ("Secrets", [each.secrets for each in summary.workspaces]),
        ("Config", [each.configuration for each in summary.workspaces]),
        *((origin.capitalize(), [each.origins[origin] for each in summary.workspaces]) for origin in ORIGINS),
        ("Rotating", [each.rotating for each in summary.workspaces]),
    ]
    for title, column in numbers:
        table.add_column(title, str(sum(column)), justify="right")
    for index, each in enumerate(summary.workspaces):
        figures = [str(column[index] or "") for _, column in numbers]
        table.add_row(each.workspace, each.store, *figures)
    return table


def _destinations(summary: Summary) -> RenderableType:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    from strongroom.catalogue.base import ENVIRONMENTS

    table = Table(title="Deliveries", title_justify="left", show_footer=True, box=SIMPLE_HEAD)
    table.add_column("Destination", "all", no_wrap=True)
    numbers = [
        *((name.capitalize(), [each.environments[name] for each in summary.destinations]) for name in ENVIRONMENTS),
        ("By engine", [each.engine for each in summary.destinations]),
        ("By mirror", [each.mirror for each in summary.destinations]),
    ]
    for title, column in numbers:
        table.add_column(title, str(sum(column)), justify="right")
    for index, each in enumerate(summary.destinations):
        table.add_row(each.destination, *(str(column[index] or "") for _, column in numbers))
    return table


def _print_json(data: object) -> None:
    import json

    print(json.dumps(data, indent=2, ensure_ascii=False))
