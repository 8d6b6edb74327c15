"""`strongroom sync`: one project's folder on this machine brought in order, in one go."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - Typer reads the annotations when the command runs
from typing import TYPE_CHECKING, Annotated, Any

import typer

from strongroom.cli.options import DEFAULT_CATALOGUE, CatalogueOption, EnvironmentOption, JsonOption

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from strongroom.catalogue import Secret
    from strongroom.cli.session import Session
    from strongroom.operations.importing import Item
    from strongroom.operations.mirror.delivery import Result
    from strongroom.operations.mirror.mirror import Mirror
    from strongroom.operations.mirror.survey import Survey
    from strongroom.operations.mirror.wanted import Wanted


def sync(
    *,
    project: Annotated[str, typer.Argument(metavar="PROJECT", help="The project of an env-file in the catalogue.")],
    folder: Annotated[
        Path | None, typer.Option("--folder", metavar="DIR", help="Where the project is; remembered for the next time.")
    ] = None,
    environment: EnvironmentOption = None,
    catalogue: CatalogueOption = DEFAULT_CATALOGUE,
    here: Annotated[
        bool, typer.Option("--here", help="Only files on this machine; leave GitHub, Pulumi ESC and the like alone.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would be done and change nothing.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Store what was collected without asking.")] = False,
    offline: Annotated[
        str | None, typer.Option("--offline", metavar="REASON", help="Leave out checks that need the network.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Collect what the store lacks from .env and the environment, then write .env, its template and MCP references.

    Every value of the project is mirrored to its other destinations too. A lost .env comes back by the same command.

    Example: strongroom sync odin --folder ~/src/odin --environment production
    """
    from strongroom.cli.session import Session
    from strongroom.machine.folders import lent
    from strongroom.operations.problem import InputError
    from strongroom.operations.project import variables

    session = Session.open(catalogue, environment)
    try:
        wanted = variables(session.catalogue, session.scope, project)
    except InputError as error:
        raise InputError(*error.problems, *_left_behind(project, session.scope.environment)) from None
    with lent(project, session.scope.environment, folder):
        place = _folder(session, project, folder)
        if not dry_run and folder is not None:
            _remember(session, project, place)
        _Sync(session, project, place, wanted, here=here, dry_run=dry_run).run(
            yes=yes, offline=offline, as_json=as_json
        )


def _left_behind(project: str, environment: str) -> list[str]:
    """What takes out what was written for a project that has left the catalogue."""
    from strongroom.destinations.opening_machine import project_of
    from strongroom.machine.record import MachineRecord
    from strongroom.operations.mirror.ledger import place_told

    places = (place for text in MachineRecord.every(environment) for place in place_told(text))
    kinds = sorted({place.partition(":")[0] for place in places if project_of(place) == project})
    commands = [f'strongroom mirror "{kind}:{project}*" --prune' for kind in kinds]
    return [f"what was written for it on this machine is taken out by {' and '.join(commands)}"] if commands else []


def _folder(session: Session, project: str, given: Path | None) -> Path:
    from strongroom.machine.folders import folder_of, variable
    from strongroom.operations.problem import InputError, UseError

    if given is not None and not given.is_dir():
        raise InputError("--folder names no folder")
    found = folder_of(project, session.scope.environment)
    if found is None:
        raise UseError(
            f"project {project} has no folder on this machine; say where it is: --folder DIR,"
            f" or ${variable(session.scope.environment)} for the folder in which all of them lie"
        )
    return found


def _remember(session: Session, project: str, folder: Path) -> None:
    from strongroom.machine.folders import remember

    remember(project, session.scope.environment, folder)


class _Sync:
    """One run for one project."""

    def __init__(
        self, session: Session, project: str, folder: Path, wanted: Mapping[str, Secret], *, here: bool, dry_run: bool
    ) -> None:
        self.session, self.project, self.folder, self.wanted = session, project, folder, wanted
        self.here, self.dry_run = here, dry_run
        self.address = f"env:{project}"

    def run(self, *, yes: bool, offline: str | None, as_json: bool) -> None:
        """Collect, mirror, write the template; tell, and end with the exit code."""
        from strongroom.cli.mirror import survey_of

        survey = survey_of(self.session)
        survey.opener.open(self.address)  # before anything is stored: is the file safe?
        items = self._collect(survey, yes=yes, offline=offline)
        if any(item.fate == "stored" for item in items):
            survey = survey_of(self.session)
        mirror = self._mirror(survey)
        results = [] if self.dry_run else mirror.run()
        template = self._template()
        self._report(items, mirror, results, template, as_json=as_json)
        raise typer.Exit(self._code(items, mirror, results))

    def _collect(self, survey: Survey, *, yes: bool, offline: str | None) -> list[Item]:
        from strongroom.cli.importing import WORD, agreed_to, tell_plan
        from strongroom.operations.importing import plan_entry, store
        from strongroom.operations.project import collected
        from strongroom.operations.sources import from_env_file

        file = self.folder / ".env"
        present, problems = from_env_file(file) if file.exists() else ({}, [])
        found = collected(self.wanted, survey.values, present)
        for name, text in (present | found).items():
            secret = self.wanted.get(name)
            if len(text) >= WORD and (secret is None or secret.kind == "secret"):
                self.session.terminal.hide(text)
        catalogue, begin = self.session.catalogue, self.session.begin_put
        items = [
            plan_entry(catalogue, name, text, self.wanted[name], begin, offline=offline) for name, text in found.items()
        ]
        tell_plan(self.session, items, problems)
        if self.dry_run or not any(item.will_be_stored for item in items):
            return items
        if not agreed_to(self.session, items, yes=yes):
            return items
        return [store(item) if item.will_be_stored else item for item in items]

    def _mirror(self, survey: Survey) -> Mirror:
        from dataclasses import replace

        from strongroom.operations.mirror.mirror import Mirror

        paths = {secret.path for secret in self.wanted.values()}
        mirror = Mirror(
            survey=replace(survey, adopted=self._equal(survey)),
            measure=lambda: self.session.measure(self.session.catalogue.workspaces),
            journal=self.session.journal,
            pattern=f"{self.address}*",
            among=lambda one: one.secret.path in paths and (self._is_here(one) or not self.here),
        )
        mirror.plan()
        return mirror

    def _is_here(self, one: Wanted) -> bool:
        from strongroom.destinations.opening_machine import is_on_machines

        return is_on_machines(one.place)

    def _equal(self, survey: Survey) -> set[str]:
        """Lines of the .env that have no mark of ours and hold what the store has: nothing is lost by owning them."""
        from contextlib import suppress

        from strongroom.operations.problem import InputError

        mine = [one for one in survey.wanted if one.place == self.address and survey.values.missing(one.secret) is None]
        there = survey.opener.open(self.address).look([one.key for one in mine])
        found = set()
        for one in mine:
            with suppress(InputError):  # what can't be computed is told by the plan
                if one.key in there and survey.values.holds(one.secret, there[one.key]):
                    found.add(one.address)
        return found

    def _template(self) -> str:
        """Write .env.template; what became of it."""
        from strongroom.operations.project import TEMPLATE, template
        from strongroom.operations.whole_file import write_whole

        file = self.folder / TEMPLATE
        before = file.read_bytes().decode(errors="surrogateescape") if file.exists() else None
        after = template(before or "", self.wanted)
        if after == before:
            return "same"
        if self.dry_run:
            return "new" if before is None else "changed"
        write_whole(file, after, mode=None if before is not None else 0o644)
        return "written"

    def _report(
        self, items: Sequence[Item], mirror: Mirror, results: Sequence[Result], template: str, *, as_json: bool
    ) -> None:
        from strongroom.report.mirror import plan_json, plan_table, results_json, results_table

        terminal, environment = self.session.terminal, self.session.scope.environment
        failures = [place.failure for place in mirror.places if place.failure]
        if as_json:
            done = (
                plan_json(mirror.places, environment) if self.dry_run else results_json(results, failures, environment)
            )
            collected: list[dict[str, Any]] = [
                {"name": item.name, "result": item.fate, "problem": item.problem} for item in items
            ]
            head = {"project": self.project, "folder": str(self.folder), "collected": collected, "template": template}
            terminal.json(head | done)
            return
        terminal.show(plan_table(mirror.places) if self.dry_run else results_table(results))
        terminal.result(f"{self.folder / '.env.template'}: {template}")
        for failure in dict.fromkeys(failures):
            terminal.tell(failure)

    def _code(self, items: Sequence[Item], mirror: Mirror, results: Sequence[Result]) -> int:
        """3 where something could not be asked or written, 1 where something waits for a person, else 0."""
        lines = [line for place in mirror.places for line in place.steps]
        states = (
            {line.state for line in lines}
            if self.dry_run
            else {one.step.state for one in results if one.outcome == "left"}
        )
        failed = any(one.outcome == "failed" for one in results) or any(item.fate == "failed" for item in items)
        if failed or "unknown" in states or any(place.failure for place in mirror.places):
            return 3
        undone = any(item.will_be_stored for item in items) and not self.dry_run
        waits = undone or any(item.fate == "refused" for item in items)
        return 1 if waits or states & {"foreign", "invalid"} else 0
