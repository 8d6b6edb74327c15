"""What GitHub answers, as the errors of the contract.

https://docs.github.com/rest/using-the-rest-api/troubleshooting-the-rest-api
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from strongroom.stores.errors import (
    ConflictError,
    DeniedError,
    NotFoundError,
    RefusedError,
    StoreError,
    UnreachableError,
)

if TYPE_CHECKING:
    import httpx

UNPROCESSABLE = 422
_BROKEN = 500
_KINDS: dict[int, tuple[type[StoreError], str, str]] = {
    401: (DeniedError, "GitHub does not accept the token", "set GITHUB_TOKEN to one that is valid and not expired"),
    403: (
        DeniedError,
        "GitHub denies it",
        "the token needs to write Environments, Secrets and Variables (of an organisation: its secrets and variables)",
    ),
    404: (
        NotFoundError,
        "GitHub shows no such thing to this token",
        "check the name, make the environment (pulumi up), or give the token access to the repository",
    ),
    409: (ConflictError, "somebody else made it meanwhile", "look at it, then repeat"),
    UNPROCESSABLE: (
        RefusedError,
        "GitHub refuses the value, the name or one more of them",
        "see docs/mirror.md for its limits: 100 an environment, 48 KB each, no name that starts with GITHUB_",
    ),
}


class KeyChangedError(RefusedError):
    """GitHub could not open what was sealed: its key changed since it was fetched, or the value is refused."""


def refusal(response: httpx.Response, method: str, place: str) -> StoreError:
    """The error for an answer that is not a success."""
    status = response.status_code
    if response.is_redirect:
        return RefusedError(
            place=place,
            problem="GitHub says that it moved",
            way_out="the repository was renamed: correct the catalogue",
        )
    if status == UNPROCESSABLE and method == "PUT":
        _, problem, way_out = _KINDS[UNPROCESSABLE]
        return KeyChangedError(place=place, problem=problem, way_out=way_out)
    if status in _KINDS:
        kind, problem, way_out = _KINDS[status]
        return kind(place=place, problem=problem, way_out=way_out)
    if status >= _BROKEN:
        return UnreachableError(
            place=place,
            problem=f"GitHub failed ({status}), through every retry",
            way_out="repeat the command later; repeating is safe",
        )
    return RefusedError(place=place, problem=f"GitHub refuses it ({status})", way_out="see GitHub's status page")
