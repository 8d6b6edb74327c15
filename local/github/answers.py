"""What a handler gets and what it gives back, in GitHub's forms."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from local.stand_in.answers import Answer, RefusalError
from local.stand_in.answers import Endpoint as AnyEndpoint

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from local.github.model import World

DOCUMENTATION = "https://docs.github.com/rest"


@dataclass(frozen=True, kw_only=True)
class Call:
    """One request: names from the path (decoded), query, parsed body, and the address it came in by."""

    world: World
    names: dict[str, str]
    query: dict[str, str]
    body: dict[str, Any]
    root: str
    path: str


Endpoint = AnyEndpoint[Call]


def refused(refusal: RefusalError, headers: Mapping[str, str] | None = None) -> Answer:
    """The JSON that GitHub's error has."""
    body: dict[str, Any] = {"message": refusal.message}
    if refusal.errors:
        body["errors"] = refusal.errors
    told = {"documentation_url": DOCUMENTATION, "status": str(refusal.status)}
    return Answer(status=refusal.status, body=body | told, headers=dict(headers or {}))


def not_found() -> RefusalError:
    """404, which GitHub also gives for what the caller may not see."""
    return RefusalError(404, "Not Found")


def invalid(message: str, *errors: Any) -> RefusalError:
    """422 for a body that was understood and can't be accepted."""
    return RefusalError(422, message, errors)


def required(call: Call, field_name: str, kind: type) -> Any:
    """A field of the body that must be there and have this type; otherwise 422."""
    if field_name not in call.body:
        raise invalid(f'Invalid request.\n\n"{field_name}" wasn\'t supplied.')
    return typed(call.body[field_name], field_name, kind)


def typed(value: Any, field_name: str, kind: type) -> Any:
    """The value when it has this JSON type; otherwise 422 without the value."""
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise invalid(
            f'Invalid request.\n\nFor "{field_name}", a value of another type was given, not {kind.__name__}.'
        )
    return value


def page(call: Call, key: str, items: Sequence[Any], *, default: int = 30, most: int = 100) -> Answer:
    """One page of a list, with total_count and the Link header that leads to the others."""
    size = max(1, min(most, _number(call, "per_page", default)))
    number = max(1, _number(call, "page", 1))
    last = max(1, -(-len(items) // size))
    body = {"total_count": len(items), key: items[(number - 1) * size : number * size]}
    places = {"prev": number - 1, "first": 1} if number > 1 else {}
    places |= {"next": number + 1, "last": last} if number < last else {}
    links = [
        f'<{call.root}{call.path}?{urlencode(call.query | {"per_page": size, "page": target})}>; rel="{relation}"'
        for relation, target in places.items()
    ]
    return Answer(body=body, headers={"Link": ", ".join(links)} if links else {})


def bare_page(call: Call, items: Sequence[Any]) -> Answer:
    """One page of a list that GitHub gives without a total."""
    whole = page(call, "items", items)
    return Answer(body=whole.body["items"], headers=whole.headers)


def _number(call: Call, name: str, default: int) -> int:
    text = call.query.get(name, "")
    return int(text) if text.isascii() and text.isdigit() else default
