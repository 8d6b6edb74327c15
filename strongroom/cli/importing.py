"""`strongroom import`: bring values into the store from a .env file, the environment, or a Vault."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - Typer reads the annotations when the command runs
from typing import TYPE_CHECKING, Annotated, Any

import typer

from strongroom.cli.options import DEFAULT_CATALOGUE, CatalogueOption, EnvironmentOption, JsonOption

if TYPE_CHECKING:
    from collections.abc import Sequence

    from strongroom.catalogue import Secret
    from strongroom.cli.session import Session
    from strongroom.operations.importing import Item
    from strongroom.operations.put import Put

WORD = 8  # a shorter value (a port, a yes) would take half of the words with it


def import_values(
    *,
    environment: EnvironmentOption = None,
    catalogue: CatalogueOption = DEFAULT_CATALOGUE,
    env_file: Annotated[Path | None, typer.Option("--env-file", help="Read a .env file.")] = None,
    from_environment: Annotated[
        bool, typer.Option("--from-environment", help="Read the environment; only names that the catalogue knows.")
    ] = False,
    from_vault: Annotated[
        str | None, typer.Option("--from-vault", metavar="PATH", help="Read KV entries below a path of VAULT_ADDR.")
    ] = None,
    project: Annotated[str | None, typer.Option("--project", help="The values belong to project/NAME/...")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show the plan and change nothing.")] = False,
    shred: Annotated[bool, typer.Option("--shred", help="Remove the file once everything in it is stored.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Store without asking, over present values too.")] = False,
    offline: Annotated[
        str | None, typer.Option("--offline", metavar="REASON", help="Leave out checks that need the network.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Store what lies somewhere else: a plan first, then each value stored, read back and compared.

    Names that the catalogue does not know are reported with an entry to paste.

    Example: strongroom import --env-file .env --project odin --environment staging
    """
    from strongroom.cli.session import Session
    from strongroom.operations.importing import store

    session = Session.open(catalogue, environment)
    found, problems = _found(session, env_file, from_vault, from_environment=from_environment)
    items = _plan(session, found, project=project, offline=offline)
    tell_plan(session, items, problems)
    agreed = not dry_run and any(item.will_be_stored for item in items) and agreed_to(session, items, yes=yes)
    if agreed:
        items = [store(item) if item.will_be_stored else item for item in items]
    complete = not problems and all(item.is_safe for item in items)
    if env_file is not None and complete and items and not dry_run:
        _remove(session, env_file, shred=shred, yes=yes)
    _report(session, items, agreed=agreed, dry_run=dry_run, as_json=as_json)
    raise typer.Exit(_code(items, problems, dry_run=dry_run))


def _found(
    session: Session, env_file: Path | None, vault: str | None, *, from_environment: bool
) -> tuple[dict[str, str], list[str]]:
    """Names and values, and what could not be read."""
    from strongroom.operations.problem import UseError
    from strongroom.operations.sources import from_env_file, from_process, from_vault

    if sum([env_file is not None, from_environment, vault is not None]) != 1:
        raise UseError("say where the values are: --env-file FILE, --from-environment or --from-vault PATH")
    if env_file is not None:
        return from_env_file(env_file)
    if vault is not None:
        return from_vault(session.catalogue, session.open_store("vault"), vault), []
    return from_process(session.catalogue, session.scope), []


def _plan(session: Session, found: dict[str, str], *, project: str | None, offline: str | None) -> list[Item]:
    """The plan; the values are hidden from every output first, except what is configuration or a plain word."""
    from strongroom.operations.importing import candidates, plan

    for name, text in found.items():
        entries = candidates(session.catalogue, session.scope, name, project)
        if len(text) >= WORD and not (entries and all(entry.kind == "configuration" for entry in entries)):
            session.terminal.hide(text)

    def begin(secret: Secret) -> Put:
        return session.begin_put(secret)

    return list(plan(session.catalogue, session.scope, found, begin, project=project, offline=offline))


def tell_plan(session: Session, items: Sequence[Item], problems: Sequence[str]) -> None:
    """Say what would become of each name, and what could not be read."""
    tell = session.terminal.tell
    for problem in problems:
        tell(problem)
    for item in items:
        place = item.put.store.address(item.put.secret.path) if item.put else ""
        tell(f"{item.fate:9} {item.name}  {place}{item.problem or ''}".rstrip())
    proposals = [item.proposal for item in items if item.proposal]
    if proposals:
        tell("\nFor the names that the catalogue does not know, entries to complete and paste:")
        for proposal in proposals:
            tell(proposal.yaml())


def agreed_to(session: Session, items: Sequence[Item], *, yes: bool) -> bool:
    """Whether a person, or --yes, agrees to storing what a plan would store; raises UseError where nobody is there."""
    from strongroom.cli.terminal import is_person
    from strongroom.operations.problem import UseError

    if yes:
        return True
    new, changed = (sum(item.fate == fate for item in items) for fate in ("new", "changed"))
    if not is_person():
        raise UseError(
            f"{new} new and {changed} changed values would be stored, and nobody is there to agree; add --yes"
        )
    return session.terminal.confirm(f"Store {new} new values, and overwrite {changed}?")


def _remove(session: Session, file: Path, *, shred: bool, yes: bool) -> None:
    """Offer to remove the file, once everything in it is stored and was read back."""
    from strongroom.cli.terminal import is_person
    from strongroom.operations import shredding

    wanted = shred or (not yes and is_person() and session.terminal.confirm(f"Everything is stored. Remove {file}?"))
    if wanted:
        shredding.shred(file)
        session.terminal.tell(f"removed: {file}")


def _report(session: Session, items: Sequence[Item], *, agreed: bool, dry_run: bool, as_json: bool) -> None:
    if as_json:
        session.terminal.json([_facts(item) for item in items])
        return
    stored = sum(item.fate == "stored" for item in items)
    left = [item for item in items if not item.is_safe]
    session.terminal.result(
        f"{stored} stored, {sum(item.fate == 'same' for item in items)} there already, {len(left)} left"
    )
    if not agreed and not dry_run and any(item.will_be_stored for item in items):
        session.terminal.result("nothing was changed")
    for item in left if agreed else ():
        session.terminal.result(f"left: {item.name}: {item.problem or item.fate}")


def _facts(item: Item) -> dict[str, Any]:
    proposal = item.proposal
    return {
        "name": item.name,
        "result": item.fate,
        "path": item.put.secret.path if item.put else None,
        "problem": item.problem,
        "proposal": {"path": proposal.path, "type": proposal.type, "description": proposal.description}
        if proposal
        else None,
    }


def _code(items: Sequence[Item], problems: Sequence[str], *, dry_run: bool) -> int:
    if any(item.fate == "failed" for item in items):
        return 3
    unplaced = any(item.fate in ("refused", "unplaced") for item in items)
    undone = any(item.will_be_stored for item in items) and not dry_run
    return 1 if problems or unplaced or undone else 0
