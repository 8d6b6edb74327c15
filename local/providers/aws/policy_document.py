"""`aws.iam.get_policy_document`, computed here exactly as the published plugin writes it.

One value is a text, several are a list in descending order; keys stand in the order of the API's documentation; `&{` is
`${`. Source: the SDK's documentation of the function and the documents that the plugin writes.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final

from local.providers.resource import RefusedError

if TYPE_CHECKING:
    from local.providers.aws.connection import Aws
    from local.providers.values import Properties

_VERSION: Final = "2012-10-17"
_LISTS: Final = {"actions": "Action", "notActions": "NotAction", "resources": "Resource", "notResources": "NotResource"}
_PRINCIPALS: Final = {"principals": "Principal", "notPrincipals": "NotPrincipal"}
_ORDER: Final = (
    *("Sid", "Effect", "Action", "NotAction", "Resource", "NotResource", "Principal", "NotPrincipal"),
    "Condition",
)
_ESCAPES: Final = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"}

Statement = dict[str, Any]


def policy_document(_connection: Aws, arguments: Properties) -> Mapping[str, Any]:
    """The function's answer: the document as `json` (indented) and `minifiedJson`."""
    version = arguments.get("version") or _VERSION
    sources = [arguments.get("sourceJson"), *arguments.get("sourcePolicyDocuments", ())]
    overrides = [arguments.get("overrideJson"), *arguments.get("overridePolicyDocuments", ())]
    own = [_statement(statement) for statement in arguments.get("statements", ())]
    statements = _merged([*_read(sources), own, *_read(overrides)])
    wanted = {"Version": version, "Id": arguments.get("policyId"), "Statement": statements or None}
    document = {key: value for key, value in wanted.items() if value}
    text = _written(document, indent=2)
    return {**arguments, "version": version, "json": text, "minifiedJson": _written(document), "id": _identity(text)}


def _statement(given: Properties) -> Statement:
    statement: Statement = {"Sid": given.get("sid"), "Effect": given.get("effect") or "Allow"}
    statement |= {there: _one_or_many(given[here]) for here, there in _LISTS.items() if given.get(here)}
    statement |= {there: _principals(given[here]) for here, there in _PRINCIPALS.items() if given.get(here)}
    if given.get("conditions"):
        statement["Condition"] = _conditions(given["conditions"])
    return {key: statement[key] for key in _ORDER if statement.get(key)}


def _one_or_many(values: Iterable[str]) -> str | list[str]:
    texts = [value.replace("&{", "${") for value in values]
    return texts[0] if len(texts) == 1 else sorted(texts, reverse=True)


def _principals(principals: Iterable[Properties]) -> str | dict[str, Any]:
    found: dict[str, Any] = {}
    for principal in principals:
        _add(found, principal["type"], _one_or_many(principal["identifiers"]))
    return "*" if found == {"*": "*"} else dict(sorted(found.items()))


def _add(found: dict[str, Any], key: str, value: str | list[str]) -> None:
    """Several entries of one type become one list."""
    if key not in found:
        found[key] = value
        return
    before, after = ([item] if isinstance(item, str) else item for item in (found[key], value))
    found[key] = [*before, *after]


def _conditions(conditions: Iterable[Properties]) -> dict[str, Any]:
    found: dict[str, dict[str, Any]] = {}
    for condition in conditions:
        tests = found.setdefault(condition["test"], {})
        _add(tests, condition["variable"], _one_or_many(condition["values"]))
    return {test: dict(sorted(variables.items())) for test, variables in sorted(found.items())}


def _read(documents: Iterable[str | None]) -> list[list[Statement]]:
    read: list[list[Statement]] = []
    for text in documents:
        if not text:
            continue
        try:
            statements = json.loads(text).get("Statement", [])
        except (ValueError, AttributeError):
            raise RefusedError("a source or override document is not a JSON policy document") from None
        read.append([dict(statements)] if isinstance(statements, Mapping) else statements)
    return read


def _merged(documents: Iterable[list[Statement]]) -> list[Statement]:
    """A statement with a Sid takes the place of an earlier one with it."""
    merged: list[Statement] = []
    for statements in documents:
        places = {statement["Sid"]: place for place, statement in enumerate(merged) if statement.get("Sid")}
        for statement in statements:
            if (place := places.get(statement.get("Sid", ""))) is not None:
                merged[place] = statement
            else:
                merged.append(statement)
    return merged


def _written(document: Mapping[str, Any], indent: int | None = None) -> str:
    separators = (",", ": ") if indent else (",", ":")
    text = json.dumps(document, indent=indent, separators=separators, ensure_ascii=False)
    for sign, escape in _ESCAPES.items():
        text = text.replace(sign, escape)
    return text


def _identity(text: str) -> str:
    return str(zlib.crc32(text.encode()))
