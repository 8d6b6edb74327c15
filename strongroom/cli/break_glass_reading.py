"""What happens while the glass is broken: paths come in, values go out, and each is recorded by its path."""

from __future__ import annotations

import json
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from pydantic import SecretStr

from strongroom.cli.terminal import is_person
from strongroom.stores.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from strongroom.break_glass.function import Function
    from strongroom.break_glass.opened import Opened
    from strongroom.catalogue import Secret
    from strongroom.cli.session import Session
    from strongroom.vault.client import Client

_HELP = 'a path shows its value (PATH FIELD: one field of it); "list" shows the paths; "end", or Ctrl-D, ends it'


@contextmanager
def opening(session: Session, request: str) -> Iterator[tuple[Opened, dict[str, Any], dict[str, Any]]]:
    """Open a request, and whatever happens end it; the last of the three is journaled then, with what was read."""
    from strongroom.break_glass.function import Function
    from strongroom.break_glass.opened import opened
    from strongroom.vault.sign_in import door

    scope, function = session.scope, Function(session.scope.environment)
    client = door(scope.environment)
    client.health()  # an opening that finds no server is one that is gone
    told: dict[str, Any] = {"environment": scope.environment, "request": request}
    session.journal.record("break-glass open", result="begun", **told)
    try:
        granted = function.ask("open", request=request)
        told |= {"reason": granted["reason"], "ticket": granted["ticket"]}
        entered = False
        try:
            with opened(client, granted["login"], request=granted["request"], environment=scope.environment) as inside:
                entered = True
                yield inside, granted, told
        finally:
            if entered:
                _end(session, function, client, request)
    except BaseException as error:  # an interrupt, too, is an end that has to stand in the journal
        session.journal.record("break-glass open", **told, result="failed", problem=type(error).__name__)
        raise
    session.journal.record("break-glass open", **told, result="ended")


def _end(session: Session, function: Function, client: Client, request: str) -> None:
    """Write down that it is over, and let nobody in by it any more. The token itself is revoked in any case."""
    from strongroom.break_glass.opened import end_at_once
    from strongroom.operations.problem import InputError

    try:
        if login := function.ask("end", request=request).get("login"):
            end_at_once(client, login)
    except (StoreError, InputError) as error:
        session.terminal.tell(f"note: the list may show it as open still: {error}")


def one_after_another(session: Session, inside: Opened, read: list[str], paths: Sequence[str]) -> None:
    """Answer paths until there are no more, or somebody ends it. A path that can't be read does not end it."""
    from strongroom.operations.problem import InputError, UseError

    terminal = session.terminal
    terminal.tell(_HELP)
    while True:
        if is_person():
            sys.stderr.write(f"{inside.name}> ")
            sys.stderr.flush()
        line = sys.stdin.readline()
        path, _, field = line.strip().partition(" ")
        if not line or path in {"end", "exit", "quit"}:
            return
        if path in {"", "help", "?"}:
            terminal.tell(_HELP)
            continue
        if path == "list":
            for known in paths or sorted(secret.path for secret in session.catalogue.secrets):
                terminal.tell(known)
            continue
        try:
            _shown(session, inside, read, path, field.strip() or None)
        except (StoreError, InputError, UseError) as error:
            terminal.tell(str(error))


def _shown(session: Session, inside: Opened, read: list[str], path: str, field: str | None) -> None:
    value = value_of(inside, session.entry(path), read, field)
    session.terminal.reveal(SecretStr(value.get_secret_value() + "\n"))


def value_of(inside: Opened, secret: Secret, read: list[str], field: str | None = None) -> SecretStr:
    """The value of an entry, or of one field of it; computed ones from their source.

    Raises:
        UseError: it has no such field, or holds no value of its own.
        StoreError: the server does not give it.
    """
    from strongroom.catalogue.source import Constant, Derived
    from strongroom.operations.derive import derive
    from strongroom.operations.problem import UseError

    if isinstance(secret.source, Constant):
        raise UseError(f"{secret.path} is no secret: it stands in the catalogue")
    if field is not None and field not in secret.fields:
        known = f"it has {', '.join(secret.fields)}" if secret.fields else "it holds one plain value"
        raise UseError(f"{secret.path} has no such field; {known}")
    path = secret.derived_from() or secret.path
    value = inside.value(path)
    if path not in read:
        read.append(path)
    if isinstance(secret.source, Derived):
        return derive(secret.source, value)
    return SecretStr(str(json.loads(value.get_secret_value())[field])) if field is not None else value
