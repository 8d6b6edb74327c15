"""A value on its way in: from the bytes that arrived to the text that will be stored, or every reason why not."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from strongroom import naming
from strongroom.operations.problem import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from strongroom.catalogue import Secret

LIMIT = naming.SECRETS_MANAGER_VALUE_BYTES


def decode(data: bytes) -> str:
    """The text in a file or a pipe; raises InputError for what is none."""
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        at = error.start
    raise InputError(f"the value is not text in UTF-8 (byte {at}); encode a binary one first, with base64")


def without_final_newline(text: str) -> tuple[str, bool]:
    """Take off the newline that ends a single line (`echo` and editors add it); tell whether there was one.

    A text of several lines (a key in PEM, a JSON file) keeps its last newline: it belongs to the format.
    """
    body = text.removesuffix("\n").removesuffix("\r")
    if body == text or "\n" in body:
        return text, False
    return body, True


def demand_storable(secret: Secret, text: str) -> None:
    """Raise InputError with all that keeps a text from being stored and delivered exactly as it is."""
    problems = [*_problems(secret, text)]
    if secret.fields and not problems:
        problems = [*_field_problems(secret, text)]
    if problems:
        raise InputError(*(f"{secret.path}: {problem}" for problem in problems))


def _problems(secret: Secret, text: str) -> Iterator[str]:
    size = len(text.encode("utf-8", "surrogatepass"))
    if not text:
        yield "the value is empty; nothing came from the prompt, the pipe or the file"
    if "\0" in text:
        yield "the value holds a NUL character, which no environment variable can carry; encode it with base64"
    if any("\ud800" <= character <= "\udfff" for character in text):
        yield "the value holds half a surrogate pair, which is not text; encode it with base64"
    if size > LIMIT:
        yield f"the value has {size} bytes, more than the {LIMIT} that Secrets Manager takes"
    elif secret.max_bytes is not None and size > secret.max_bytes:
        yield f"the value has {size} bytes, more than the {secret.max_bytes} that the catalogue expects (max_bytes)"
    elif size > naming.GITHUB_SECRET_BYTES and any(place.to.startswith("github-") for place in secret.destinations):
        yield f"the value has {size} bytes, more than the {naming.GITHUB_SECRET_BYTES} that GitHub takes"


def _field_problems(secret: Secret, text: str) -> Iterator[str]:
    wanted = ", ".join(secret.fields)
    try:
        found = json.loads(text, object_pairs_hook=_pairs)
    except ValueError:
        yield f"the value is not JSON; it has to be an object with the keys {wanted}, or use --field NAME"
        return
    if not isinstance(found, _Pairs):
        yield f"the value is not a JSON object; it has to have the keys {wanted}"
        return
    keys = [key for key, _ in found]
    missing = [key for key in secret.fields if key not in keys]
    extra = len([key for key in keys if key not in secret.fields])
    if missing:
        yield f"the value lacks the keys {', '.join(missing)}"
    if extra:  # their names are not repeated: a key may be a value that slipped
        yield f"the value has {extra} keys too many; the keys are {wanted}"
    if len(set(keys)) < len(keys):
        yield "the value has a key twice"
    wrong = [key for key, value in found if key in secret.fields and not (isinstance(value, str) and value)]
    if wrong:
        yield f"{', '.join(wrong)}: has to be a text that is not empty"


class _Pairs(list[tuple[str, Any]]):
    """A JSON object with its keys as they were written, twice if twice."""


def _pairs(pairs: list[tuple[str, Any]]) -> _Pairs:
    return _Pairs(pairs)


def normal_form(secret: Secret, text: str) -> str:
    """An object with fields in the one form that is stored; any other text as it is."""
    if not secret.fields:
        return text
    found = json.loads(text)
    return json.dumps({key: found[key] for key in sorted(secret.fields)}, ensure_ascii=False, separators=(",", ":"))
