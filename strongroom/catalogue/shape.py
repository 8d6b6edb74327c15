"""What pydantic finds wrong with an entry, in our words: which field, what is wrong, what would be right."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from strongroom.catalogue.base import DEMANDS
from strongroom.catalogue.checks import CHECKS
from strongroom.catalogue.destination import KINDS
from strongroom.catalogue.document import UNREADABLE
from strongroom.catalogue.fields import fields_at
from strongroom.catalogue.nearest import described, either, is_harmless, suggestion, word
from strongroom.catalogue.rotation import MAX_DAYS

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from pydantic import BaseModel, ValidationError
    from pydantic_core import ErrorDetails

_MISSING = {
    "path": "add it, as in candlefish/jwt/secret",
    "description": "say in a few words what it opens and for whom",
    "type": "say what it is, as in api-key, token or identifier",
    "owner": "name the team that answers for it",
    "environments": "list staging, production or both",
    "source": "say where the value comes from, as in source: {origin: generated}",
    "workspace": "name it as the file is named",
    "title": "give the workspace a title, as the dashboard shows it",
    "where": "say on which screen a person finds it",
    "at": "say when, as in 2025-10-10T19:26:00Z",
    "secrets": "list them, each with - path: ...",
    "days": f"use 1 to {MAX_DAYS}",
}
_NOTATION = {
    "since": ("not a date", "write it like 2025-10-07"),
    "at": ("not a time with its zone", "write it like 2025-10-10T19:26:00Z"),
}
_WANTED = {
    "string": ("text", "put it in quotes"),
    "int": ("a whole number", "write a whole number, without quotes"),
    "bool": ("true or false", "write true or false, without quotes"),
    "tuple": ("a list", "write [a, b], or one item a line after -"),
    "list": ("a list", "write [a, b], or one item a line after -"),
    "dict": ("a mapping", "write one key: value a line"),
    "mapping": ("a mapping", "write one key: value a line"),
    "model": ("a mapping", "write one key: value a line"),
    "model_attributes": ("a mapping", "write one key: value a line"),
}
_READABLE = 10**6  # numbers up to here are repeated

_UNIONS = {  # what tells the members apart -> what they are called, which there are
    "to": ("destination", tuple(KINDS)),
    "origin": ("source", ("supplied", "generated", "external", "derived", "constant")),
    "state": ("status", ("complete", "pending", "blocked")),
    "kind_of()": ("check", tuple(CHECKS)),
}
_TAGGED = ("destinations", "checks")  # lists of such unions: pydantic names the member after the item's number


@dataclass(frozen=True, kw_only=True)
class Flaw:
    """One mistake in the shape of an entry: where in the entry, and what to say."""

    place: tuple[str | int, ...]
    message: str
    remedy: str


def flaws(
    error: ValidationError, model: type[BaseModel], given: dict[str, Any], places: Collection[str] = ()
) -> list[Flaw]:
    """Everything that pydantic found, each once; `places` are names that `to` may have besides the kinds."""
    errors = error.errors(include_url=False)
    inner = {each["loc"][:-1] for each in errors}
    found: dict[Flaw, None] = {}
    for each in errors:
        follows = each["type"] == "default_factory_not_called" or (each["type"] == "too_short" and each["loc"] in inner)
        if not follows and each["input"] is not UNREADABLE:  # else a mistake that is told already
            found[_flaw(each, model, given, places)] = None
    return list(found)


def _flaw(error: ErrorDetails, model: type[BaseModel], given: dict[str, Any], places: Collection[str]) -> Flaw:
    place = error["loc"]
    kind = error["type"]
    field = _readable(place, given, missing=kind == "missing")
    if kind == "extra_forbidden":
        names = fields_at(model, place[:-1])
        field = field if is_harmless(field) else "a field"
        message, remedy = f"{field} is unknown here", suggestion(str(place[-1]), names)
    elif kind in ("union_tag_invalid", "union_tag_not_found"):
        message, remedy = _tag(error, places)
    else:
        message, remedy = _FORMS.get(kind, _other)(error, field)
    return Flaw(place=place, message=message, remedy=remedy)


def _readable(place: Sequence[str | int], given: Any, *, missing: bool) -> str:
    """`rotation.days`; of a list the kind of the item and not its number, as the line says which one it is."""
    words: list[str] = []
    list_name = ""
    for part in place:
        if isinstance(part, int):
            given = given[part] if isinstance(given, list | tuple) and part < len(given) else None
            list_name = words[-1]
        elif list_name in _TAGGED:
            words.append(part)  # the kind of the item: no field of it
            list_name = ""
        elif isinstance(given, dict) and part in given:
            given = given[part]
            words.append(part)
        elif missing and part == place[-1]:
            words.append(part)
    return ".".join(dict.fromkeys(words))


def _tag(error: ErrorDetails, places: Collection[str]) -> tuple[str, str]:
    """A part of a kind that is unknown, or of none."""
    context = error.get("ctx", {})
    discriminator = str(context.get("discriminator")).strip("'")
    label, options = _UNIONS[discriminator]
    if discriminator == "to":
        options = (*options, *places)
    if not isinstance(error["input"], dict):
        return f"{label} is {described(error['input'])}, not a mapping", "write one key: value a line"
    if error["type"] == "union_tag_not_found":
        missing = f"{label} is empty" if discriminator == "kind_of()" else f"{label}.{discriminator} is missing"
        return missing, f"use {either(sorted(options))}"
    tag = str(context.get("tag", ""))
    return f"{word(label, tag)} is unknown", suggestion(tag, options)


def _missing(error: ErrorDetails, field: str) -> tuple[str, str]:
    name = str(error["loc"][-1])
    return f"{field} is missing", _MISSING.get(name, f"add {name}")


def _literal(error: ErrorDetails, field: str) -> tuple[str, str]:
    options = re.findall(r"'([^']*)'", str(error.get("ctx", {}).get("expected", "")))
    given = error["input"]
    if given is None:
        return f"{field} is empty", f"use {either(options)}"
    return f"{word(field, given)} is unknown", suggestion(given if isinstance(given, str) else "", options)


def _wrong_type(error: ErrorDetails, field: str) -> tuple[str, str]:
    wanted, remedy = _WANTED[error["type"].removesuffix("_type")]
    given = error["input"]
    if given is None:
        name = str(error["loc"][-1])
        return f"{field} is empty", _MISSING.get(name, "fill it in, or leave it out")
    return f"{field} is {described(given)}, not {wanted}", remedy


def _range(error: ErrorDetails, field: str) -> tuple[str, str]:
    name = error["loc"][-1]
    given = error["input"] if abs(error["input"]) <= _READABLE else "a number"
    if name == "days":
        return f"{field} is {given}", f"use 1 to {MAX_DAYS}, or leave rotation out"
    context = error.get("ctx", {})
    bound = f"at least {context['ge']}" if "ge" in context else f"at most {context['le']}"
    return f"{field} is {given}", f"use {bound}"


def _length(error: ErrorDetails, field: str) -> tuple[str, str]:
    context = error.get("ctx", {})
    if error["type"] == "string_too_long":
        return f"{field} is longer than {context['max_length']} characters", "say it shorter"
    name = str(error["loc"][-1])
    return f"{field} is empty", _MISSING.get(name, "fill it in, or leave it out")


def _pattern(error: ErrorDetails, field: str) -> tuple[str, str]:
    demand = DEMANDS.get(str(error.get("ctx", {}).get("pattern")), "docs/catalogue.md shows the form")
    return f"{word(field, error['input'])} is not in the right form", demand


def _notation(error: ErrorDetails, field: str) -> tuple[str, str]:
    message, remedy = _NOTATION.get(str(error["loc"][-1]), _NOTATION["since"])
    return f"{field} is {message}", remedy


def _own(error: ErrorDetails, field: str) -> tuple[str, str]:
    """Our own validators say both halves, joined by a semicolon."""
    message, _, remedy = error["msg"].partition("; ")
    return f"{field}: {message}" if field else message, remedy


def _other(_error: ErrorDetails, field: str) -> tuple[str, str]:
    return f"{field} is not right", "docs/catalogue.md shows the form"


_FORMS: dict[str, Callable[[ErrorDetails, str], tuple[str, str]]] = {
    "missing": _missing,
    "literal_error": _literal,
    "greater_than_equal": _range,
    "less_than_equal": _range,
    "string_too_short": _length,
    "string_too_long": _length,
    "too_short": _length,
    "string_pattern_mismatch": _pattern,
    "ours": _own,
    **dict.fromkeys((f"{name}_type" for name in _WANTED), _wrong_type),
    **dict.fromkeys(
        (
            "notation",
            "date_parsing",
            "date_from_datetime_parsing",
            "date_from_datetime_inexact",
            "datetime_parsing",
            "datetime_from_date_parsing",
            "datetime_object_invalid",
            "timezone_aware",
        ),
        _notation,
    ),
}
