"""Types of an SDK that no local server has: their inputs are checked and previewed, an effect is refused.

So a stack that uses them can be previewed in full, and nothing is ever recorded as done that was not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn

from local.providers.resource import Call, Effect, RefusedError, ResourceType
from local.providers.schema import schema_of

if TYPE_CHECKING:
    from local.providers.resource import Made
    from local.providers.values import Properties


def preview_only(token: str) -> ResourceType[Any]:
    """A row for any type of an installed SDK; raises UnknownTypeError for what is none."""
    schema_of(token)
    return ResourceType(
        token=token, effect=Effect(create=_create, read=_read, update=_update, delete=_delete, real=False)
    )


def _create(call: Call[Any]) -> Made:
    _refuse(call)


def _read(call: Call[Any]) -> Properties | None:
    _refuse(call)


def _update(call: Call[Any]) -> None:
    _refuse(call)


def _delete(call: Call[Any]) -> None:
    _refuse(call)


def _refuse(call: Call[Any]) -> NoReturn:
    raise RefusedError(
        f"{call.token}: no server of the local cloud has this type, it can only be previewed;"
        " leave it out of the local stack"
    )
