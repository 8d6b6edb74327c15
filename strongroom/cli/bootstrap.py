"""`strongroom bootstrap`: the state's place and the deployer's role, before the program can be applied."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from strongroom.cli.options import DEFAULT_CATALOGUE, CatalogueOption, EnvironmentOption, JsonOption

if TYPE_CHECKING:
    from collections.abc import Sequence

    from strongroom.bootstrap.foundations import Foundations
    from strongroom.bootstrap.part import Step
    from strongroom.cli.session import Session

_VERBS = {"make": "make", "change": "change", "keep": "leave"}
_DONE = {"make": "made", "change": "changed"}


def bootstrap(
    *,
    environment: EnvironmentOption = None,
    catalogue: CatalogueOption = DEFAULT_CATALOGUE,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be made, and make nothing.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Answer every question with yes.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Make what has to be there before `pulumi up`: the state's bucket and key, the deployer's role and its bounds.

    Run by an administrator of the account, once, and again where the program's needs have grown. What is right is left
    alone, what was cut short is gone on with, what is not ours is never touched.

    Example: strongroom bootstrap --environment production --dry-run
    """
    from strongroom.bootstrap.carry_out import carry_out, demand_real_names
    from strongroom.cli.session import Session

    session = Session.open(catalogue, environment)
    foundations = foundations_of(session)
    demand_real_names(foundations)
    steps = foundations.plan()
    if not as_json:
        _tell(session, foundations, steps)
    open_steps = [step for step in steps if step.does != "keep"]
    if dry_run:
        _conclude(session, foundations, steps, as_json=as_json)
        return
    if open_steps and not yes:
        _demand_yes(session, foundations, len(open_steps))
    for step in carry_out(foundations, steps):
        if not as_json:
            session.terminal.tell(f"{_DONE[step.does]}: {step.part}")
    _conclude(session, foundations, steps, as_json=as_json, done=True)


def foundations_of(session: Session) -> Foundations:
    """What bootstrap makes for the environment of this run, in the account that the credentials belong to."""
    from strongroom.account import Account
    from strongroom.bootstrap.foundations import Foundations
    from strongroom.stack_file import StackFile

    environment = session.scope.environment
    stack = StackFile.load(session.directory.resolve().parent, environment)
    stack.deployers()  # what is wrong with the file is told before AWS is asked
    account = Account(environment=environment, region=stack.region)
    return Foundations(
        account=account,
        caller=account.caller(),
        stack=stack,
        catalogue=session.catalogue,
        rehearses=session.scope.rehearses,
        journal=session.journal,
    )


def _tell(session: Session, foundations: Foundations, steps: Sequence[Step]) -> None:
    tell = session.terminal.tell
    tell(f"{foundations.environment} in account {foundations.caller.account}, {foundations.stack.region}")
    tell(f"as {foundations.caller.arn}")
    for step in steps:
        tell(f"  {_VERBS[step.does]:<7} {step.part}")
        if step.does != "keep":
            for detail in step.details:
                tell(f"          {detail}")


def _demand_yes(session: Session, foundations: Foundations, count: int) -> None:
    from strongroom.cli.terminal import is_person
    from strongroom.operations.problem import UseError

    if not is_person():
        raise UseError("nobody is there to agree; add --yes, or --dry-run to see what would be made")
    what = "1 thing" if count == 1 else f"{count} things"
    if not session.terminal.confirm(f"Make or change {what} in account {foundations.caller.account}?"):
        session.terminal.tell("nothing was changed")
        raise typer.Exit(1)


def _conclude(
    session: Session, foundations: Foundations, steps: Sequence[Step], *, as_json: bool, done: bool = False
) -> None:
    from strongroom.bootstrap.carry_out import left_to_write

    login = f"s3://{foundations.bucket_name}?region={foundations.stack.region}"
    if as_json:
        session.terminal.json(
            {
                "environment": foundations.environment,
                "account": foundations.caller.account,
                "done": done,
                "parts": [{"part": one.part, "does": one.does, "details": list(one.details)} for one in steps],
                "deployer": foundations.role_arn,
                "boundary": foundations.boundary_arn,
                "backend": login,
            }
        )
        return
    changed = any(step.does != "keep" for step in steps)
    if not changed:
        session.terminal.result("everything is as it should be; nothing was changed")
    elif not done:
        session.terminal.result("nothing was changed; run it without --dry-run")
        return
    for line in left_to_write(foundations):
        session.terminal.tell(f"write into {foundations.stack.name}: {line}")
    for line in (
        f"state:    pulumi login '{login}'",
        f"deployer: {foundations.role_arn}",
        f"next:     strongroom prerequisites --environment {foundations.environment}",
    ):
        session.terminal.result(line)
