"""Where a value comes from: a file, a pipe, or the keyboard. Never an argument."""

from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING

from strongroom.cli.hidden import read_hidden
from strongroom.cli.terminal import is_person
from strongroom.operations.problem import InputError, UseError
from strongroom.operations.value import LIMIT, decode, without_final_newline

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from pydantic import SecretStr

    from strongroom.catalogue import Secret
    from strongroom.cli.terminal import Terminal

_TOO_MUCH = LIMIT * 2  # read no further: whatever it is, it is not a value


def read_value(terminal: Terminal, secret: Secret, file: Path | None, *, exact: bool) -> str:
    """The value of an entry, from `file` (`-` is the pipe), the pipe or the keyboard."""
    if file is None and is_person():
        return _asked_fields(secret.fields) if secret.fields else read_hidden(f"{secret.name} (hidden): ")
    text = decode(_read(file))
    if exact:
        return text
    text, stripped = without_final_newline(text)
    if stripped:
        terminal.tell("note: the newline at the end was left out; --exact keeps it")
    return text


def demand_readable(secret: Secret, fields: Sequence[str], file: Path | None) -> None:
    """Refuse what can't be read before anybody is asked for anything."""
    if any(name not in secret.fields for name in fields):
        known = f"they are {', '.join(secret.fields)}" if secret.fields else "it holds one plain value"
        raise UseError(f"--field names something that {secret.path} does not have; {known}")
    if file is not None and str(file) != "-" and not os.access(file, os.R_OK):
        raise InputError("the file of --file does not exist, or is not for you to read")


def read_fields(secret: Secret, wanted: Sequence[str], present: SecretStr | None, file: Path | None) -> str:
    """The present object with some of its fields asked for anew."""
    fields: dict[str, str] = json.loads(present.get_secret_value()) if present else {}
    missing = [name for name in secret.fields if name not in fields and name not in wanted]
    if missing:
        raise UseError(f"{secret.path} has no value yet; give --field for {', '.join(missing)} too")
    if file is None and is_person():
        return json.dumps(fields | json.loads(_asked_fields(wanted)))
    if len(wanted) > 1:
        raise UseError("a pipe or a file holds one field; use --field once, or give the whole object as JSON")
    return json.dumps(fields | {wanted[0]: without_final_newline(decode(_read(file)))[0]})


def _asked_fields(names: Sequence[str]) -> str:
    return json.dumps({name: read_hidden(f"{name} (hidden): ") for name in names})


def _read(file: Path | None) -> bytes:
    if file is None or str(file) == "-":
        return sys.stdin.buffer.read(_TOO_MUCH)
    # What was given is not repeated: it may be a value that stands where a file's name should.
    try:
        with file.open("rb") as opened:
            if os.fstat(opened.fileno()).st_size > _TOO_MUCH:
                raise InputError(f"the file of --file is larger than the {LIMIT} bytes that a value may have")
            return opened.read(_TOO_MUCH)
    except OSError as error:
        raise InputError(f"the file of --file can't be read: {error.strerror}") from None
