"""`strongroom vault validate`: whether a cluster does what it is for, proven area by area."""

from __future__ import annotations

import signal
from contextlib import contextmanager
from pathlib import Path  # noqa: TC003 - Typer reads the annotations when it runs
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from strongroom.cli.options import DEFAULT_CATALOGUE, CatalogueOption, EnvironmentOption, JsonOption
from strongroom.cli.vault_session import opened, recorded
from strongroom.vault.validation.finding import AREAS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from strongroom.cli.session import Session
    from strongroom.vault.validation.finding import Area
    from strongroom.vault.validation.run import Validation
    from strongroom.vault.validation.scene import Scene, Wishes

Form = Literal["table", "json", "junit", "markdown"]
_LOAD = 3.0  # seconds, where nobody says and it is not production
_CODES = {"holds": 0, "does not hold": 1, "not looked at": 3}


def validate(
    *,
    only: Annotated[
        list[str] | None,
        typer.Option("--only", metavar="AREA", help=f"One of {', '.join(AREAS)}; repeat it for more. Left out: all."),
    ] = None,
    load: Annotated[
        float | None,
        typer.Option("--load", metavar="SECONDS", min=0, help="Reads for so long; left out: 3, on production 0."),
    ] = None,
    rate: Annotated[float, typer.Option("--rate", min=0, help="Most reads a second; 0 for all that it gives.")] = 100,
    clients: Annotated[int, typer.Option("--clients", min=1, max=64, help="How many read at once.")] = 4,
    drill: Annotated[bool, typer.Option("--drill", help="Restore the newest snapshot into a throw-away.")] = False,
    server: Annotated[
        Path | None, typer.Option("--server", metavar="FILE", help="Program of the drill's server; else on the PATH.")
    ] = None,
    copies: Annotated[
        str | None, typer.Option("--copies", metavar="REGION", help="Look at the copies in this second region, too.")
    ] = None,
    audit_log: Annotated[
        str | None,
        typer.Option(
            "--audit-log",
            metavar="FILES",
            envvar="STRONGROOM_VAULT_AUDIT_LOG",
            help="Files of the audit devices, with * for any text; left out: the log group.",
        ),
    ] = None,
    form: Annotated[Form, typer.Option("--format", help="How to write what was found.")] = "table",
    environment: EnvironmentOption = None,
    catalogue: CatalogueOption = DEFAULT_CATALOGUE,
    as_json: JsonOption = False,
) -> None:
    """Prove, area by area, that the cluster does what it is for; from retrieval to access, backup and load.

    Writes a random value of its own and deletes it. Exit code 1 where something does not hold, 3 where something could
    not be looked at. Example: strongroom vault validate --environment staging --format junit
    """
    from strongroom.vault.validation.run import announced, validated
    from strongroom.vault.validation.scene import Wishes

    areas = _areas(only)
    session = opened(catalogue, environment)
    usual = 0.0 if session.scope.environment == "production" else _LOAD
    wishes = Wishes(
        load=usual if load is None else load,
        rate=rate,
        clients=clients,
        drill=drill,
        server=server,
        copies=copies,
        audit_log=audit_log,
    )
    scene = _scene(session, wishes)
    session.terminal.tell(f"validates {scene.door.address} (environment: {session.scope.environment}); it")
    for line in announced(areas, wishes):
        session.terminal.tell(f"  {line}")
    with _ended_by_signals(), recorded(session, "validate", areas=areas) as told:
        found = validated(scene, areas)
        told.update(result=found.verdict, held=found.count("holds"), failed=found.count("does not hold"))
        told.update(unseen=found.unseen, removed=list(scene.swept))
    if scene.left:
        session.terminal.tell(scene.left)
    _write(session, found, "json" if as_json else form)
    raise typer.Exit(_CODES[found.verdict])


def _areas(only: list[str] | None) -> list[Area]:
    """Those that are asked for, in their order."""
    from strongroom.operations.problem import UseError

    if only and set(only) - set(AREAS):
        raise UseError(f"there is no such area; there are {', '.join(AREAS)}")
    return [area for area in AREAS if not only or area in only]


def _scene(session: Session, wishes: Wishes) -> Scene:
    from strongroom.catalogue.vault_policies import policies
    from strongroom.vault.cloud import Cloud
    from strongroom.vault.sign_in import door
    from strongroom.vault.validation.scene import Scene

    environment, catalogue = session.scope.environment, session.catalogue
    return Scene(
        door=door(environment),
        cloud=Cloud(environment=environment),
        second=Cloud(environment=environment, copies=wishes.copies) if wishes.copies else None,
        policies=policies(catalogue.workspaces, catalogue.select(session.scope.rehearses)),
        journal=session.journal,
        wishes=wishes,
    )


def _write(session: Session, found: Validation, form: Form) -> None:
    from strongroom.report import validation as report

    match form:
        case "json":
            session.terminal.json(report.as_json(found))
        case "table":
            session.terminal.show(report.as_tables(found))
        case "junit":
            session.terminal.result(report.as_junit(found).rstrip("\n"))
        case "markdown":
            session.terminal.result(report.as_markdown(found).rstrip("\n"))
    if form != "table":
        session.terminal.tell(found.summary)


@contextmanager
def _ended_by_signals() -> Iterator[None]:
    """Whoever ends the run from outside interrupts it, so that what it wrote is taken away."""

    def interrupt(_number: int, _frame: object) -> None:
        raise KeyboardInterrupt

    before = {number: signal.signal(number, interrupt) for number in (signal.SIGTERM, signal.SIGHUP)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
