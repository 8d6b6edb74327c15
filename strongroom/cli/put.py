"""`strongroom put`: give an entry its value."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - Typer reads the annotations when the command runs
from typing import TYPE_CHECKING, Annotated

import typer

from strongroom.cli.options import DEFAULT_CATALOGUE, CatalogueOption, EntryArgument, EnvironmentOption, JsonOption

if TYPE_CHECKING:
    from pydantic import SecretStr

    from strongroom.cli.session import Session
    from strongroom.operations.put import Outcome, Present, Put

# A value that somebody types as an argument must neither be taken nor be repeated by a message about it: whatever
# follows the path arrives here, and none of the options has a short form that could swallow a part of it.
PUT_SETTINGS = {"allow_extra_args": True, "ignore_unknown_options": True}
_NEVER_AN_ARGUMENT = (
    "put takes a path and no value: what stands on a command line is kept by the shell's history and seen in the list"
    " of processes.\nGive it at the prompt, through a pipe, or with --file FILE. If what you typed was a real value,"
    " treat it as exposed: take it out of your shell's history and have it replaced."
)


def put(
    *,
    context: typer.Context,
    path: EntryArgument,
    environment: EnvironmentOption = None,
    catalogue: CatalogueOption = DEFAULT_CATALOGUE,
    file: Annotated[Path | None, typer.Option("--file", help="Read the value from a file; - is the pipe.")] = None,
    field: Annotated[list[str] | None, typer.Option("--field", help="Change only this field of an object.")] = None,
    exact: Annotated[bool, typer.Option("--exact", help="Keep a newline at the end of a single line.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Answer every question with yes.")] = False,
    offline: Annotated[
        str | None, typer.Option("--offline", metavar="REASON", help="Leave out checks that need the network.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Store a value: checked, stored, read back, compared, recorded.

    The value comes from a hidden prompt, a pipe or a file, never from the command line.

    Example: strongroom put wired-chaos/wix/api_key --environment production
    """
    from strongroom.cli.session import Session
    from strongroom.operations.problem import UseError

    if [text for text in context.args if text != "-"]:
        raise UseError(_NEVER_AN_ARGUMENT)
    session = Session.open(catalogue, environment)
    operation = _begin(session, path, field or [], file)
    present = operation.look()
    _brief(session, operation)
    value, unchecked = _value(session, operation, present, file=file, fields=field or [], exact=exact, offline=offline)
    if not _may_replace(session, operation, present, value, yes=yes):
        session.terminal.tell("nothing was changed")
        raise typer.Exit(1)
    outcome = operation.store_value(value, present, **({"unchecked": unchecked} if unchecked else {}))
    _report(session, operation, outcome, unchecked, as_json=as_json)


def _begin(session: Session, path: str, fields: list[str], file: Path | None) -> Put:
    """Refuse what can't be put before anything is asked, of a store or of a person."""
    from strongroom.cli.reading import demand_readable
    from strongroom.operations.put import Put, demand_puttable

    secret = session.entry(path)
    demand_puttable(session.catalogue, secret)
    demand_readable(secret, fields, file)
    store = session.for_writing(secret)
    return Put(
        secret=secret,
        scope=session.scope,
        store=store,
        journal=session.journal,
        family=session.catalogue.secret(secret.path) is None,
    )


def _brief(session: Session, operation: Put) -> None:
    """Say where the value is found and what it has to look like, before it is asked for."""
    from strongroom.report.briefing import briefing

    if operation.interrupted():
        session.terminal.tell("note: an earlier put of this entry was cut short; this one completes it")
    for line in briefing(operation.secret):
        session.terminal.tell(line)


def _value(
    session: Session,
    operation: Put,
    present: Present,
    *,
    file: Path | None,
    fields: list[str],
    exact: bool,
    offline: str | None,
) -> tuple[SecretStr, list[str]]:
    """The value that will be stored, and the rules that nobody checked."""
    from pydantic import SecretStr

    from strongroom.cli.reading import read_fields, read_value

    secret = operation.secret
    if fields:
        text = read_fields(secret, fields, present.value, file)
    else:
        text = read_value(session.terminal, secret, file, exact=exact)
    session.terminal.learn(secret, SecretStr(text))
    value, judgement = operation.accept(text, offline=offline)
    for rule in judgement.unchecked:
        session.terminal.tell(f"not checked: {rule}")
    return value, list(judgement.unchecked)


def _may_replace(session: Session, operation: Put, present: Present, value: SecretStr, *, yes: bool) -> bool:
    from strongroom.cli.terminal import is_person
    from strongroom.operations.problem import UseError

    if present.value is None or present.written is None or operation.holds(present, value):
        return True
    author = operation.author(present)
    by = f" by {author}" if author else ""
    session.terminal.tell(f"{operation.secret.path} has a value, stored {present.written.created:%Y-%m-%d %H:%MZ}{by}")
    if yes:
        return True
    if not is_person():
        raise UseError("it would be overwritten, and nobody is there to agree; add --yes")
    session.terminal.tell(f"Overwrite it only with a value that you validated for {session.scope.environment}.")
    return session.terminal.confirm("Overwrite it?")


def _report(session: Session, operation: Put, outcome: Outcome, unchecked: list[str], *, as_json: bool) -> None:
    address = operation.store.address(operation.secret.path)
    if as_json:
        session.terminal.json(
            {
                **operation.facts,
                "version": outcome.version,
                "result": "unchanged" if outcome.unchanged else "stored",
                "replaced": outcome.replaced,
                "unchecked": unchecked,
            }
        )
    elif outcome.unchanged:
        session.terminal.result(f"unchanged: {address} holds this value already (version {outcome.version})")
    else:
        session.terminal.result(f"stored: {address} (version {outcome.version}), read back and compared")
