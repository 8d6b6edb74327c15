"""`strongroom list`: the entries of a scope."""

from __future__ import annotations

from typing import Annotated

import typer

from strongroom.cli.options import DEFAULT_CATALOGUE, CatalogueOption, EnvironmentOption, JsonOption


def list_entries(
    *,
    environment: EnvironmentOption = None,
    catalogue: CatalogueOption = DEFAULT_CATALOGUE,
    workspace: Annotated[str | None, typer.Option("--workspace", help="Only this workspace.")] = None,
    project: Annotated[str | None, typer.Option("--project", help="Only project/NAME/...")] = None,
    as_json: JsonOption = False,
) -> None:
    """List the entries: name, path, scope, owner, and whether the store has the value.

    Example: strongroom list --workspace wired-chaos --environment production
    """
    from strongroom.cli.session import Session
    from strongroom.operations.listing import entries

    session = Session.open(catalogue, environment)
    chosen = session.catalogue.workspaces if workspace is None else [session.workspace(workspace)]
    measured = session.measure(chosen)
    found = entries(session.catalogue, session.scope, measured, workspace=workspace, project=project)
    if as_json:
        from strongroom.report.entries import listed_json

        session.terminal.json(listed_json(found))
    else:
        from strongroom.report.entries import listed_table

        session.terminal.show(listed_table(found))
    session.end(measured)
