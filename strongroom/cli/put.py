"""`strongroom put`: give an entry its value."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - Typer reads the annotations when the command runs
from typing import Annotated

import typer

from strongroom.cli.options import DEFAULT_CATALOGUE, CatalogueOption, EntryArgument, EnvironmentOption, JsonOption

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
    clipboard: Annotated[bool, typer.Option("--clipboard", help="Read the value from the clipboard.")] = False,
    generate: Annotated[
        bool, typer.Option("--generate", help="Make a random value: base64 of 48 random bytes.")
    ] = False,
    field: Annotated[list[str] | None, typer.Option("--field", help="Change only this field of an object.")] = None,
    exact: Annotated[bool, typer.Option("--exact", help="Keep a newline at the end of a single line.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Answer every question with yes.")] = False,
    offline: Annotated[
        str | None, typer.Option("--offline", metavar="REASON", help="Leave out checks that need the network.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Store a value: checked, stored, read back, compared, recorded.

    The value comes from a hidden prompt, a pipe, a file or the clipboard, never from the command line.

    Example: strongroom put wired-chaos/wix/api_key --environment production
    """
    from strongroom.cli.dialogue import Dialogue
    from strongroom.cli.reading import Origin
    from strongroom.cli.session import Session
    from strongroom.operations.problem import UseError

    if [text for text in context.args if text != "-"]:
        raise UseError(_NEVER_AN_ARGUMENT)
    session = Session.open(catalogue, environment)
    origin = Origin(file=file, clipboard=clipboard, generate=generate, exact=exact)
    dialogue = Dialogue.open(session, session.entry(path), origin, fields=field or (), offline=offline, yes=yes)
    present = dialogue.put.look()
    dialogue.brief()
    stored = dialogue.store(dialogue.read(present), present)
    if stored is None:
        session.terminal.tell("nothing was changed")
        raise typer.Exit(1)
    outcome, unchecked = stored
    if not as_json:
        session.terminal.result(dialogue.sentence(outcome))
        if not outcome.unchanged and (following := dialogue.following()):
            session.terminal.tell(following)
        return
    facts = {
        "version": outcome.version,
        "result": "unchanged" if outcome.unchanged else "stored",
        "replaced": outcome.replaced,
        "unchecked": list(unchecked),
    }
    session.terminal.json(dialogue.put.facts | facts)
