"""`strongroom mirror`: from the store of record to every destination."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from strongroom.cli.options import DEFAULT_CATALOGUE, CatalogueOption, EnvironmentOption, JsonOption

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from strongroom.cli.session import Session
    from strongroom.destinations.opening import Opener
    from strongroom.operations.mirror.delivery import Result
    from strongroom.operations.mirror.mirror import Mirror
    from strongroom.operations.mirror.plan import Step
    from strongroom.operations.mirror.rollout import Told
    from strongroom.operations.mirror.survey import PlannedPlace, Survey
    from strongroom.operations.status import Measured

MINUTE = 60
INTERRUPTED = 130


def mirror(
    *,
    pattern: Annotated[
        str | None, typer.Argument(metavar="[PATTERN]", help="Only what this path, name or place covers; `*` fits all.")
    ] = None,
    environment: EnvironmentOption = None,
    catalogue: CatalogueOption = DEFAULT_CATALOGUE,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show the plan and change nothing.")] = False,
    adopt: Annotated[bool, typer.Option("--adopt", help="Take over, and overwrite, what is there already.")] = False,
    prune: Annotated[
        bool, typer.Option("--prune", help="Remove what this mirror once wrote and the catalogue no longer names.")
    ] = False,
    deploy: Annotated[
        bool,
        typer.Option(
            "--deploy", help="Restart the machines of apps on Fly, one by one: else values wait for a deployment."
        ),
    ] = False,
    patience: Annotated[
        int, typer.Option("--patience", min=0, help="Minutes to wait altogether where a destination asks to.")
    ] = 15,
    as_json: JsonOption = False,
) -> None:
    """Bring every value from the store of record to where it has to arrive; what is right already stays untouched.

    Example: strongroom mirror "occ/*" --environment staging --dry-run
    """
    from strongroom.cli.session import Session
    from strongroom.operations.mirror.mirror import Mirror

    session = Session.open(catalogue, environment)
    announced: set[str] = set()
    survey = survey_of(session, adopt=adopt, patience=patience * MINUTE)
    run = Mirror(
        survey=survey,
        measure=lambda: session.measure(session.catalogue.workspaces),
        journal=session.journal,
        pattern=pattern,
        prune=prune,
        announce=lambda place: _announce(session, place, announced, prune=prune),
    )
    if dry_run:
        _show_plan(session, run.plan(), as_json=as_json, deploy=deploy)
    else:
        _carry_out(session, run, as_json=as_json, deploy=deploy)


def survey_of(
    session: Session,
    *,
    measured: Mapping[str, Measured] | None = None,
    adopt: bool = False,
    reading: bool = True,
    patience: float = MINUTE,
) -> Survey:
    """A look at all the stores and places of a run; `patience` is in seconds."""
    from strongroom.operations.mirror.survey import Survey

    return Survey(
        catalogue=session.catalogue,
        scope=session.scope,
        opener=opener_of(session, patience),
        open_store=session.open_store,
        measured=session.measure(session.catalogue.workspaces) if measured is None else measured,
        adopt=adopt,
        reading=reading,
    )


def opener_of(session: Session, patience: float) -> Opener:
    """What opens the places of a run."""
    from strongroom.destinations.opening import Opener
    from strongroom.destinations.opening_platforms import declared_clusters

    return Opener(
        session.scope.environment,
        patience=patience,
        notice=session.terminal.tell,
        clusters=declared_clusters(session.catalogue, session.directory.parent),
    )


def _announce(session: Session, place: PlannedPlace, announced: set[str], *, prune: bool) -> None:
    """The active scope, once, and what is about to happen, before anything is written (1.2)."""
    from strongroom.operations.mirror.plan import WRITTEN

    writes = [line for line in place.steps if line.state in WRITTEN]
    workspaces = {line.wanted.secret.workspace for line in writes if line.wanted}
    for workspace in sorted(workspaces - announced):
        session.terminal.tell(session.scope.banner(session.workspace(workspace)))
    announced |= workspaces
    removals = sum(line.state == "orphaned" for line in place.steps) if prune else 0
    if writes or removals:
        session.terminal.tell(f"{place.address}: {len(writes)} to deliver, {removals} to remove")


def _show_plan(session: Session, places: Sequence[PlannedPlace], *, as_json: bool, deploy: bool) -> None:
    from strongroom.operations.mirror.plan import WRITTEN
    from strongroom.operations.mirror.rollout import waiting
    from strongroom.report.mirror import plan_json, plan_table

    touched = {place.address for place in places if any(line.state in WRITTEN for line in place.steps)}
    told = list(waiting(places, touched, deploy=deploy))
    if as_json:
        session.terminal.json(plan_json(places, session.scope.environment, told))
    else:
        session.terminal.show(plan_table(places))
    _tell_waiting(session, told)
    _end(session, [line for place in places for line in place.steps], _failures(places), failed=False)


def _tell_waiting(session: Session, told: Iterable[Told]) -> None:
    """Say where a delivery alone changes nothing yet."""
    for one in told:
        session.terminal.tell(f"{one.place}: {one.text}")


def _carry_out(session: Session, run: Mirror, *, as_json: bool, deploy: bool) -> None:
    from strongroom.operations.mirror.rollout import place_of, rolls_out, waiting
    from strongroom.report.mirror import results_json, results_table

    try:
        results = run.run()
    except KeyboardInterrupt:
        session.terminal.tell("interrupted; what was written is recorded, repeat the command to go on")
        raise typer.Exit(INTERRUPTED) from None
    rolled = _roll_out(session, run, results) if deploy else []
    failures = [*_failures(run.places), *(f"{one.place}: {one.text}" for one in rolled if one.state == "failed")]
    touched = {place_of(result) for result in results if result.outcome == "delivered"}
    waits = list(waiting([one for one in run.places if not (deploy and rolls_out(one))], touched))
    _tell_waiting(session, waits)
    if as_json:
        session.terminal.json(results_json(results, failures, session.scope.environment, [*rolled, *waits]))
    else:
        session.terminal.show(results_table(results))
    kept: Sequence[Result] = [result for result in results if result.outcome == "left"]
    _end(session, [r.step for r in kept], failures, failed=any(r.outcome == "failed" for r in results))


def _roll_out(session: Session, run: Mirror, results: Sequence[Result]) -> list[Told]:
    """Have what was delivered used, and tell of each machine as it takes it."""
    from strongroom.operations.mirror.rollout import roll_out

    rolled: list[Told] = []
    for one in roll_out(run.places, results, session.journal, session.scope.environment):
        rolled.append(one)
        if one.state == "rolled out":
            session.terminal.tell(one.text)
    return rolled


def _failures(places: Sequence[PlannedPlace]) -> list[str]:
    return list(dict.fromkeys(place.failure for place in places if place.failure))


def _end(session: Session, left: Sequence[Step], failures: Sequence[str], *, failed: bool) -> None:
    """3 where something could not be asked or written, 1 where something waits for a person, else 0."""
    for failure in failures:
        session.terminal.tell(failure)
    states = {line.state for line in left}
    if failures or failed or "unknown" in states:
        raise typer.Exit(3)
    if states & {"foreign", "invalid"}:
        raise typer.Exit(1)
