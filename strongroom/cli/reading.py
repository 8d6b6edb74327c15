"""Where a value comes from: a file, a pipe, the clipboard, chance, or the keyboard. Never an argument."""

from __future__ import annotations

import base64
import json
import os
import secrets
import sys
from dataclasses import dataclass
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
_RANDOM_BYTES = 48  # requirement 3.2


@dataclass(frozen=True, kw_only=True)
class Origin:
    """What was said about where the value is; nothing said: the pipe, or a person's keyboard."""

    file: Path | None = None
    clipboard: bool = False
    generate: bool = False
    exact: bool = False

    def demand_usable(self, secret: Secret, fields: Sequence[str]) -> None:
        """Refuse what can't be read before anybody is asked for anything."""
        if sum([self.file is not None, self.clipboard, self.generate]) > 1:
            raise UseError("a value comes from one place: --file, --clipboard or --generate")
        if any(name not in secret.fields for name in fields):
            known = f"they are {', '.join(secret.fields)}" if secret.fields else "it holds one plain value"
            raise UseError(f"--field names something that {secret.path} does not have; {known}")
        if self.generate and secret.fields and not fields:
            raise UseError(
                f"{secret.path} is an object; say with --field which of {', '.join(secret.fields)} to generate"
            )
        if self.file is not None and str(self.file) != "-" and not os.access(self.file, os.R_OK):
            raise InputError("the file of --file does not exist, or is not for you to read")

    @property
    def is_keyboard(self) -> bool:
        """Whether a person types the value."""
        return self.file is None and not self.clipboard and not self.generate and is_person()

    def text(self) -> tuple[str, bool]:
        """The text that is there, and whether a newline at its end was left out."""
        if self.generate:
            return base64.b64encode(secrets.token_bytes(_RANDOM_BYTES)).decode(), False
        if self.clipboard:
            from strongroom.cli.clipboard import read_clipboard

            data = read_clipboard()
        else:
            data = _read(self.file)
        text = decode(data)
        return (text, False) if self.exact else without_final_newline(text)


def read_value(terminal: Terminal, secret: Secret, origin: Origin) -> str:
    """The value of an entry."""
    if origin.is_keyboard:
        return _asked_fields(secret.fields) if secret.fields else read_hidden(f"{secret.name} (hidden): ")
    text, stripped = origin.text()
    if stripped:
        terminal.tell("note: the newline at the end was left out; --exact keeps it")
    return text


def read_fields(secret: Secret, wanted: Sequence[str], present: SecretStr | None, origin: Origin) -> str:
    """The present object with some of its fields given anew."""
    fields: dict[str, str] = json.loads(present.get_secret_value()) if present else {}
    missing = [name for name in secret.fields if name not in fields and name not in wanted]
    if missing:
        raise UseError(f"{secret.path} has no value yet; give --field for {', '.join(missing)} too")
    if origin.is_keyboard:
        return json.dumps(fields | json.loads(_asked_fields(wanted)))
    if len(wanted) > 1 and not origin.generate:
        raise UseError("a pipe or a file holds one field; use --field once, or give the whole object as JSON")
    return json.dumps(fields | {name: origin.text()[0] for name in wanted})


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
