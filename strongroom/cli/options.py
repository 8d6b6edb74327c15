"""Options that several subcommands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

EnvironmentName = Literal["local", "staging", "production"]

CatalogueOption = Annotated[
    Path,
    typer.Option("--catalogue", metavar="DIR", envvar="STRONGROOM_CATALOGUE", help="Folder of the catalogue."),
]
EnvironmentOption = Annotated[
    EnvironmentName | None,
    typer.Option(
        "--environment",
        envvar="STRONGROOM_ENVIRONMENT",
        help="Where to act; local rehearses staging and production on this machine. Left out: the active scope's.",
    ),
]
EntryArgument = Annotated[
    str, typer.Argument(metavar="PATH", help="Path of the entry, or its name where that is unique.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Write the result as JSON.")]
DEFAULT_CATALOGUE = Path("catalogue")
