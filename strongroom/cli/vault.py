"""`strongroom vault`: how the cluster is, a snapshot of it, the way back, and the drill of that way."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from strongroom.cli.options import DEFAULT_CATALOGUE, CatalogueOption, EnvironmentOption, JsonOption
from strongroom.cli.vault_access import access
from strongroom.cli.vault_session import opened, recorded
from strongroom.cli.vault_validate import validate

if TYPE_CHECKING:
    from collections.abc import Iterable

    from strongroom.cli.session import Session

vault = typer.Typer(no_args_is_help=True, help="Look after the Vault cluster: see docs/vault.md.")
vault.command("access")(access)
vault.command("validate")(validate)

Role = Literal["operator", "deployer"]
FileOption = Annotated[
    Path | None, typer.Option("--file", metavar="FILE", help="A file in place of the bucket of snapshots.")
]
CopiesOption = Annotated[
    str | None, typer.Option("--copies", metavar="REGION", help="Take it from the copies in this second region.")
]
Yes = Annotated[bool, typer.Option("--yes", help="Answer every question with yes.")]


@vault.command("status")
def status(
    *,
    copies: Annotated[
        str | None, typer.Option("--copies", metavar="REGION", help="Look at the copies in this second region, too.")
    ] = None,
    environment: EnvironmentOption = None,
    catalogue: CatalogueOption = DEFAULT_CATALOGUE,
    as_json: JsonOption = False,
) -> None:
    """Show every node, the failure tolerance, audit devices, certificates and the newest snapshot.

    Exit code 1 where somebody should look at something. Example: strongroom vault status --environment production
    """
    from strongroom.report import vault as report
    from strongroom.vault.cloud import Cloud
    from strongroom.vault.sign_in import door
    from strongroom.vault.status import status as measured

    session = opened(catalogue, environment)
    second = Cloud(environment=session.scope.environment, copies=copies) if copies else None
    found = measured(door(session.scope.environment), Cloud(environment=session.scope.environment), second)
    if as_json:
        session.terminal.json(report.as_json(found))
    else:
        session.terminal.show(report.as_tables(found))
    if found.problems:
        raise typer.Exit(1)


@vault.command("snapshot")
def snapshot(
    *,
    file: FileOption = None,
    environment: EnvironmentOption = None,
    catalogue: CatalogueOption = DEFAULT_CATALOGUE,
    as_json: JsonOption = False,
) -> None:
    """Take a snapshot from the leader, check it to the last byte, store it in the bucket or in a file.

    Example: strongroom vault snapshot --file before-the-upgrade.snap
    """
    from strongroom.vault import taking
    from strongroom.vault.cloud import Cloud
    from strongroom.vault.sign_in import door, facts, signed_in

    session = opened(catalogue, environment)
    cloud = Cloud(environment=session.scope.environment)
    if file:
        taking.demand_new(file)
    with signed_in(door(session.scope.environment), cloud) as client, recorded(session, "snapshot") as told:
        told.update(facts(client))
        if not taking.sing(client):
            session.terminal.tell("note: no canary could be written; a drill will not know this snapshot by it")
        with taking.taken(client, cloud.authority()) as (content, found):
            place = taking.to_file(file, content) if file else taking.to_bucket(cloud, content, found)
        told.update(result="stored", place=place, size=found.size, sha256=found.sha256, index=found.index)
    if as_json:
        session.terminal.json({name: told[name] for name in ("result", "place", "size", "sha256", "index")})
    else:
        session.terminal.result(f"stored: {place}, {found.size} bytes, whole, up to entry {found.index} of the log")


@vault.command("restore")
def restore(
    *,
    key: Annotated[
        str | None, typer.Argument(metavar="[KEY]", help="A snapshot of the bucket; the newest where left out.")
    ] = None,
    file: FileOption = None,
    copies: CopiesOption = None,
    environment: EnvironmentOption = None,
    catalogue: CatalogueOption = DEFAULT_CATALOGUE,
    yes: Yes = False,
    as_json: JsonOption = False,
) -> None:
    """Put a snapshot in the place of everything that the cluster holds, after showing what is lost by it.

    Needs a token that three custodians made: docs/runbooks/vault-restore.md. Example: strongroom vault restore
    """
    import tempfile

    from strongroom.operations.problem import UseError
    from strongroom.vault import restoring
    from strongroom.vault.cloud import Cloud
    from strongroom.vault.drill import fetched
    from strongroom.vault.sign_in import door, facts, signed_in

    if file and (key or copies):
        raise UseError("give a KEY of the bucket, or --copies, or --file; a file is from nowhere else")
    session = opened(catalogue, environment)
    cloud = Cloud(environment=session.scope.environment, copies=copies)
    with (
        signed_in(door(session.scope.environment), cloud) as client,
        tempfile.TemporaryFile(prefix="strongroom-") as spool,
    ):
        restoring.demand_allowed(client)
        found = fetched(cloud, file, spool, key=key)
        loss = restoring.loss(client, found)
        session.terminal.tell(f"restore into {client.address} (environment: {session.scope.environment})")
        _agreed(session, loss.lines(), yes=yes)
        with recorded(session, "restore", snapshot=found.name, sha256=found.sha256, lost=loss.entries) as told:
            told.update(facts(client))
            seconds = restoring.restore(client, cloud.authority(), spool)
            told.update(result="restored", seconds=round(seconds, 1))
    if as_json:
        session.terminal.json({"result": "restored", "snapshot": found.name, "seconds": round(seconds, 1)})
    else:
        session.terminal.result(f"restored: {found.name}; the cluster serves it after {seconds:.1f} s")


@vault.command("drill")
def drill(
    *,
    file: FileOption = None,
    copies: CopiesOption = None,
    server: Annotated[
        Path | None,
        typer.Option("--server", metavar="FILE", help="Program of the throw-away server; else on the PATH."),
    ] = None,
    environment: EnvironmentOption = None,
    catalogue: CatalogueOption = DEFAULT_CATALOGUE,
    as_json: JsonOption = False,
) -> None:
    """Restore the newest snapshot into a throw-away cluster, read its canary, tell the time it took.

    The cluster itself is not touched. Example: strongroom vault drill --environment production
    """
    from strongroom.operations.problem import UseError
    from strongroom.report.vault import plain
    from strongroom.vault.cloud import Cloud
    from strongroom.vault.drill import GOAL_SECONDS, Drill
    from strongroom.vault.sign_in import audience, door
    from strongroom.vault.throw_away import server_binary

    if file and copies:
        raise UseError("give --copies or --file, not both")
    session = opened(catalogue, environment)
    cloud, client = Cloud(environment=session.scope.environment, copies=copies), door(session.scope.environment)
    run = Drill(cloud=cloud, audience=audience(client.address), binary=server_binary(server))
    with recorded(session, "drill") as told:
        found, written = run.run(file)
        total = sum(run.seconds.values())
        told.update(
            result="restored",
            snapshot=found.name,
            taken=plain(found.taken),
            canary_written=plain(written),
            seconds={step: round(one, 2) for step, one in run.seconds.items()},
            total_seconds=round(total, 2),
        )
    if as_json:
        session.terminal.json({name: told[name] for name in told if name != "environment"})
        return
    for step, one in run.seconds.items():
        session.terminal.result(f"{step:17} {one:6.1f} s")
    ahead = (found.taken - written).total_seconds()
    session.terminal.result(
        f"restored: {found.name}, taken {found.taken:%Y-%m-%d %H:%MZ}; its canary was written {ahead:.0f} s before that"
    )
    session.terminal.result(f"{total:.1f} s of {GOAL_SECONDS} s that a recovery may take; the throw-away is gone")


@vault.command("token")
def token(
    *,
    role: Annotated[Role, typer.Option("--as", help="Who to be; a key in KMS decides who may.")],
    wait: Annotated[int, typer.Option("--wait", min=0, help="Seconds to wait for a cluster that is being made.")] = 0,
    environment: EnvironmentOption = None,
    catalogue: CatalogueOption = DEFAULT_CATALOGUE,
    as_json: JsonOption = False,
) -> None:
    """Write a token of fifteen minutes to a pipe, for other programs: it is never shown on a screen.

    Example: strongroom vault token --as deployer | vault login -
    """
    import sys

    from pydantic import SecretStr

    from strongroom.operations.problem import UseError
    from strongroom.vault.cloud import Cloud
    from strongroom.vault.sign_in import awaited, door

    if sys.stdout.isatty():
        raise UseError("it would stand on the screen; send it to a program: strongroom vault token --as ROLE | ...")
    session = opened(catalogue, environment)
    cloud = Cloud(environment=session.scope.environment)
    with recorded(session, "token", role=role) as told:
        made = awaited(door(session.scope.environment), cloud, role, wait)
        told.update(result="made")
    if as_json:
        session.terminal.json({"role": role, "token": made, "seconds": 900})
    else:
        session.terminal.reveal(SecretStr(made))


def _agreed(session: Session, lines: Iterable[str], *, yes: bool) -> None:
    """Show what is lost, and end here unless somebody agrees."""
    from strongroom.cli.terminal import is_person
    from strongroom.operations.problem import UseError

    for line in lines:
        session.terminal.tell(line)
    if yes:
        return
    if not is_person():
        raise UseError("nobody is there to agree; add --yes")
    if not session.terminal.confirm("Restore it?"):
        session.terminal.tell("nothing was changed")
        raise typer.Exit(1)
