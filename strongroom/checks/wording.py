"""A check as the rule that a person reads before giving a value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from strongroom.catalogue.checks import kind_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from strongroom.catalogue.checks import Check


def rule(check: Check) -> str:
    """One sentence without its full stop, with the reason where the catalogue gives one."""
    demand = _DEMANDS[kind_of(check) or ""](check)
    return f"{demand} ({check.why})" if check.why else demand


def _url(check: Any) -> str:
    host = f" on {_either(check.url.host)}" if check.url.host else ""
    path = f" whose path starts with {check.url.path}" if check.url.path else ""
    return f"is a URL ({' or '.join(check.url.scheme)}){host}{path}"


def _json_url(check: Any) -> str:
    where = check.json_url.url or "the address"
    keys = f" with {', '.join(check.json_url.keys)}" if check.json_url.keys else ""
    return f"is usable: {where} answers with JSON{keys}"


def _probe(check: Any) -> str:
    question = check.probe
    demands = [f"scope {scope}" for scope in question.scopes] + [f"not tagged {tag}" for tag in question.not_tagged]
    single = {
        "environment": question.environment,
        "site": question.site_domain,
        "description with": question.description_contains,
        "capability on": question.capability,
    }
    demands += [f"{words} {wanted}" for words, wanted in single.items() if wanted]
    return f"is accepted by {question.provider}" + (f": {', '.join(demands)}" if demands else "")


_DEMANDS: dict[str, Callable[[Any], str]] = {
    "starts_with": lambda check: f"starts with {_either(check.starts_with)}",
    "ends_with": lambda check: f"ends with {_either(check.ends_with)}",
    "not_starts_with": lambda check: f"does not start with {_either(check.not_starts_with)}",
    "not_ends_with": lambda check: f"does not end with {_either(check.not_ends_with)}",
    "not_contains": lambda check: f"does not contain {_either(check.not_contains)}",
    "pattern": lambda check: f"matches {check.pattern}",
    "length": lambda check: f"has {check.length.min} to {check.length.max} characters",
    "one_of": lambda check: f"is {_either(check.one_of)}",
    "json_keys": lambda check: f"is a JSON object with the keys {', '.join(check.json_keys)}",
    "extract": lambda check: f"is a link on {_either(check.extract.host)}; the identifier in it is what is stored",
    "url": _url,
    "json_url": _json_url,
    "probe": _probe,
}
"""Words for each kind of check; the tests hold its keys against the catalogue's."""


def _either(options: Iterable[str]) -> str:
    return " or ".join(f'"{option}"' for option in options)
