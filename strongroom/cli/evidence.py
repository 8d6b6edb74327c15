"""`strongroom evidence`: prove what was done, and that the proof is as it was written."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer

from strongroom.cli.options import DEFAULT_CATALOGUE, CatalogueOption, EntryArgument, EnvironmentOption, JsonOption

evidence = typer.Typer(
    no_args_is_help=True, help="Prove what was done: export a sealed folder, verify one; tell who could read."
)
DEFAULT_PARENT = Path("artifacts") / "integrations"
_DAYS = 30


@evidence.command("export")
def export(
    *,
    since: Annotated[
        datetime | None,
        typer.Option("--since", formats=["%Y-%m-%d", "%Y-%m-%dT%H:%M"], help="From when on, in UTC; else 30 days."),
    ] = None,
    workspace: Annotated[str | None, typer.Option("--workspace", help="Only this workspace.")] = None,
    to: Annotated[
        Path | None, typer.Option("--to", metavar="DIR", help="A new folder; else below artifacts/integrations.")
    ] = None,
    environment: EnvironmentOption = None,
    catalogue: CatalogueOption = DEFAULT_CATALOGUE,
    as_json: JsonOption = False,
) -> None:
    """Write a folder with the commands, lists, checks and audit trails of a time, and a manifest with hashes.

    Example: strongroom evidence export --workspace occ --since 2025-10-10 --environment staging
    """
    from strongroom.cli.evidence_sources import Gathering
    from strongroom.cli.session import Session
    from strongroom.operations.evidence import extract, free_folder, write

    session = Session.open(catalogue, environment)
    if workspace is not None:
        session.workspace(workspace)
    now = datetime.now(UTC)
    start = since.replace(tzinfo=UTC) if since else now - timedelta(days=_DAYS)
    found = extract(session.journal, start, workspace)
    collected = Gathering(session, workspace, start, now).gather(found)
    folder = to or free_folder(DEFAULT_PARENT, now)
    about = {"workspace": workspace, "environment": session.scope.environment, "since": start.isoformat()}
    manifest = write(folder, collected, found, about)
    place = str(folder.resolve())
    session.journal.record("evidence", result="exported", **about, folder=place, manifest=manifest)
    for reason in collected.unreachable:
        session.terminal.tell(f"not in it: {reason}")
    if as_json:
        session.terminal.json(
            {
                "folder": str(folder),
                "manifest": manifest,
                "commands": len(found.records),
                "unreachable": list(collected.unreachable),
            }
        )
    else:
        session.terminal.result(
            f"exported: {folder} ({len(found.records)} commands)\nSHA-256 of its manifest: {manifest}"
        )


@evidence.command("verify")
def verify(
    *,
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A folder that evidence export wrote.")],
    manifest: Annotated[
        str | None, typer.Option("--manifest", metavar="SHA256", help="The manifest's hash, as the ticket has it.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Say whether a folder of evidence is as it was exported, and what was changed.

    Example: strongroom evidence verify artifacts/integrations/secret-mirroring-2025-10-11
    """
    from strongroom.cli.terminal import Terminal
    from strongroom.operations.evidence_check import manifest_hash, problems
    from strongroom.operations.journal import Journal, default_place

    terminal = Terminal()
    found = problems(folder, Journal(default_place()), manifest)
    if as_json:
        terminal.json({"intact": not found, "manifest": manifest_hash(folder), "problems": found})
    else:
        for problem in found:
            terminal.result(problem)
        if not found:
            terminal.result(f"intact: {folder}, manifest {manifest_hash(folder)}")
    if found:
        raise typer.Exit(1)


@evidence.command("access")
def access(
    *,
    path: EntryArgument,
    since: Annotated[
        datetime | None,
        typer.Option("--since", formats=["%Y-%m-%d", "%Y-%m-%dT%H:%M"], help="From when on, in UTC; else 30 days."),
    ] = None,
    environment: EnvironmentOption = None,
    catalogue: CatalogueOption = DEFAULT_CATALOGUE,
    as_json: JsonOption = False,
) -> None:
    """Say who could have read a value, by policies and by deliveries, and who the audit trails say did.

    Example: strongroom evidence access SENDGRID_API_KEY --environment production
    """
    from strongroom.cli.evidence_access import accessed
    from strongroom.cli.session import Session
    from strongroom.report.evidence import access_json, access_table

    session = Session.open(catalogue, environment)
    start = since.replace(tzinfo=UTC) if since else datetime.now(UTC) - timedelta(days=_DAYS)
    found = accessed(session, session.entry(path), start)
    for reason in found.unreachable:
        session.terminal.tell(f"not in it: {reason}")
    if as_json:
        session.terminal.json(access_json(found))
    else:
        session.terminal.show(access_table(found))
    if found.unreachable:
        raise typer.Exit(3)
