"""`strongroom rotate`: a new value now."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from strongroom.cli.options import DEFAULT_CATALOGUE, CatalogueOption, EnvironmentOption, JsonOption

if TYPE_CHECKING:
    from strongroom.catalogue import Secret
    from strongroom.cli.session import Session
    from strongroom.operations.rotation.plan import Plan
    from strongroom.operations.rotation.rotate import Outcome, Rotate
    from strongroom.stores.rotations import Rotations


def rotate(
    *,
    path: Annotated[
        str | None, typer.Argument(metavar="[PATH]", help="Path of the entry, or its name where that is unique.")
    ] = None,
    environment: EnvironmentOption = None,
    catalogue: CatalogueOption = DEFAULT_CATALOGUE,
    due: Annotated[bool, typer.Option("--due", help="Every entry whose rotation is overdue.")] = False,
    within: Annotated[int, typer.Option("--within", min=0, help="With --due: due within so many days, too.")] = 0,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would happen, and change nothing.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Answer every question with yes.")] = False,
    patience: Annotated[int, typer.Option("--patience", min=1, help="Seconds to wait for the end of each.")] = 300,
    as_json: JsonOption = False,
) -> None:
    """Have a value replaced by the function of its strategy; the old one stays good for the grace.

    Example: strongroom rotate candlefish/jwt/secret --environment production --dry-run
    """
    from strongroom.cli.session import Session
    from strongroom.operations.problem import UseError

    if due == (path is not None):
        raise UseError("name one entry, or use --due for all that are overdue")
    session = Session.open(catalogue, environment)
    chosen = [session.entry(path)] if path is not None else _overdue(session, within)
    rotations = open_rotations(session)
    plans = _plans(session, rotations, chosen)
    if dry_run:
        _show(session, plans, as_json=as_json)
        return
    if not plans:
        session.terminal.json([]) if as_json else session.terminal.result("nothing is overdue")
        return
    begun = [rotation_of(session, rotations, secret, patience) for secret in chosen]
    if not _agreed(session, plans, yes=yes):
        session.terminal.tell("nothing was changed")
        raise typer.Exit(1)
    _report(session, _run(session, begun), plans, as_json=as_json, many=due)


def open_rotations(session: Session) -> Rotations:
    """The rotations of the scope, with rehearsal and reality kept apart."""
    from strongroom.stores.opening import keep_apart
    from strongroom.stores.rotations import Rotations

    rotations = Rotations.open(session.scope.environment)
    keep_apart(session.scope.environment, rotations.client.meta.endpoint_url, "AWS_ENDPOINT_URL")
    return rotations


def rotation_of(session: Session, rotations: Rotations, secret: Secret, patience: float) -> Rotate:
    """A rotation of an entry, after the scope was shown and the role was held against who we are."""
    from strongroom.operations.rotation.rotate import Rotate
    from strongroom.stores.errors import StoreError

    store = session.for_writing(secret)
    try:
        author = store.caller()
    except StoreError:
        author = None
    return Rotate(
        secret=secret,
        scope=session.scope,
        rotations=rotations,
        journal=session.journal,
        author=author,
        patience=patience,
    )


def _overdue(session: Session, within: int) -> list[Secret]:
    """Entries that a program rotates and whose day is past, or comes within so many days."""
    from datetime import UTC, datetime, timedelta

    from strongroom.cli.rotation import listed

    rows, measured = listed(session, None)
    session.end(measured)
    until = datetime.now(UTC) + timedelta(days=within)
    ready = [row for row in rows if row.standing in ("overdue", "due", "ok") and row.strategy != "manual"]
    late = {row.path for row in ready if row.next and row.next <= until}
    return [secret for secret in session.catalogue.secrets if secret.path in late]


def _plans(session: Session, rotations: Rotations, chosen: list[Secret]) -> list[Plan]:
    from strongroom.operations.rotation.plan import demand_rotation, plan_of

    for secret in chosen:
        demand_rotation(secret)
    states = {secret.path: rotations.state(secret.path) for secret in chosen}
    return [plan_of(session.catalogue, session.scope, secret, states[secret.path]) for secret in chosen]


def _show(session: Session, plans: list[Plan], *, as_json: bool) -> None:
    from strongroom.report.rotations import plain, plan_lines

    if as_json:
        session.terminal.json([plain(plan) for plan in plans])
        return
    for plan in plans:
        for line in plan_lines(plan):
            session.terminal.result(line)
    session.terminal.tell(f"{len(plans)} would be rotated; nothing was changed")


def _agreed(session: Session, plans: list[Plan], *, yes: bool) -> bool:
    from strongroom.cli.terminal import is_person
    from strongroom.operations.problem import UseError
    from strongroom.report.rotations import plan_lines

    if yes:
        return True
    if not is_person():
        raise UseError("nobody is there to agree; add --yes, or --dry-run to see what would happen")
    for plan in plans:
        for line in plan_lines(plan):
            session.terminal.tell(line)
    what = plans[0].path if len(plans) == 1 else f"these {len(plans)}"
    return session.terminal.confirm(f"Rotate {what} in {session.scope.environment}?")


def _run(session: Session, begun: list[Rotate]) -> list[Outcome]:
    from strongroom.operations.rotation.due import batch
    from strongroom.report.rotations import sentence

    if len(begun) == 1:
        return [begun[0].run()]
    return batch(begun, lambda outcome: session.terminal.tell(sentence(outcome))).run()


def _report(session: Session, outcomes: list[Outcome], plans: list[Plan], *, as_json: bool, many: bool) -> None:
    from strongroom.report.rotations import plain, sentence

    failed = [outcome for outcome in outcomes if outcome.result != "rotated"]
    if as_json:
        session.terminal.json([plain(one) for one in outcomes] if many else plain(outcomes[0]))
    elif many:
        session.terminal.result(f"{len(outcomes) - len(failed)} of {len(outcomes)} rotated, {len(failed)} not")
    else:
        session.terminal.result(sentence(outcomes[0]))
    if failed:
        raise typer.Exit(3)
    if not as_json and any(plan.stale for plan in plans):
        session.terminal.tell(
            "next: strongroom mirror, or its workflow, which is told; until then destinations have the old value"
        )
