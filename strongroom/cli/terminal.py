"""What the command says and asks. Everything for people goes to stderr, results go to stdout; no value goes to either.

Every line passes a redactor that learns each secret value the moment it is read: should a text ever hold one, it
leaves without it.
"""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

from strongroom.masking import Redactor

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pydantic import SecretStr
    from rich.console import RenderableType

    from strongroom.catalogue import Secret

_KEY = {"id", "value", "created", "state"}  # the facts of a key in a set: docs/rotation.md


class Terminal:
    """The two streams of one run."""

    def __init__(self) -> None:
        self._redactor = Redactor()

    def keep(self, words: Iterable[str]) -> None:
        """Leave these words whole, whatever values are learned: everybody knew them before."""
        self._redactor.keep(words)

    def learn(self, secret: Secret, value: SecretStr) -> None:
        """Keep this value out of everything that is said from now on; of an object or a key set, what it holds."""
        if secret.kind != "secret":
            return  # configuration stands in the catalogue's own words: hiding it would hide them
        text = value.get_secret_value()
        for part in parts_of(text) if secret.fields else keys_of(text) or (text,):
            self.hide(part)

    def hide(self, text: str) -> None:
        """Keep a text out of everything that is said from now on."""
        self._redactor.learn(text)

    def tell(self, text: str = "") -> None:
        """Say something to the person."""
        print(self._redactor.redact(text), file=sys.stderr, flush=True)

    def result(self, text: str) -> None:
        """Write a line of the result."""
        print(self._redactor.redact(text))

    def fact(self, name: str, text: str) -> None:
        """Write one fact as a line of the result; its name is ours and holds no value."""
        print(f"{name:12} {self._redactor.redact(text)}")

    def json(self, data: Any) -> None:
        """Write the result as JSON; texts in it are redacted one by one, so that it stays JSON."""
        print(json.dumps(self._cleaned(data), indent=2, ensure_ascii=False))

    def _cleaned(self, data: Any) -> Any:
        match data:
            case str():
                return self._redactor.redact(data)
            case dict():
                return {key: self._cleaned(item) for key, item in data.items()}
            case list() | tuple():
                return [self._cleaned(item) for item in data]
            case _:
                return data

    def show(self, tables: Iterable[RenderableType]) -> None:
        """Write tables: in colour and as wide as the screen for a person, plain and wide for a program."""
        from rich.console import Console

        console = Console(markup=False, highlight=False, width=None if sys.stdout.isatty() else 200)
        for table in tables:
            console.print(table)

    def confirm(self, question: str) -> bool:
        """Ask yes or no; no answer is no."""
        sys.stderr.write(f"{self._redactor.redact(question)} [y/N] ")
        sys.stderr.flush()
        return sys.stdin.readline().strip().lower() in {"y", "yes"}

    @staticmethod
    def reveal(value: SecretStr) -> None:
        """Write a value to stdout, exactly, and nothing else: the one place where one is shown."""
        sys.stdout.flush()
        sys.stdout.buffer.write(value.get_secret_value().encode())
        sys.stdout.buffer.flush()


def parts_of(text: str) -> tuple[str, ...]:
    """The texts in a JSON object; of anything else, the whole of it."""
    try:
        found = json.loads(text)
    except ValueError:
        return (text,)
    if not isinstance(found, dict):
        return (text,)
    return tuple(part if isinstance(part, str) else json.dumps(part) for part in found.values())


def keys_of(text: str) -> tuple[str, ...]:
    """The keys of a set of keys, as rotation makes one; empty for any other text.

    Their ids, dates and states are no secrets, and hiding them would hide every date of the day.
    """
    try:
        found = json.loads(text)
    except ValueError:
        return ()
    match found:
        case {"keys": [*keys], **rest} if not rest and all(isinstance(key, dict) and set(key) == _KEY for key in keys):
            return tuple(str(key["value"]) for key in keys)
        case _:
            return ()


def is_person() -> bool:
    """Whether somebody sits at the keyboard."""
    return sys.stdin is not None and sys.stdin.isatty()
