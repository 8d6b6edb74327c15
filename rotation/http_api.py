"""Calls of a service's HTTP API: what can go wrong, in our words. Nothing that an answer says is repeated."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rotation.errors import PermissionMissingError, RefusedError, RotationError, UnreachableError

if TYPE_CHECKING:
    from collections.abc import Collection

_TOO_MANY, _SERVER_ERROR, _ERROR = 429, 500, 400


def call(
    client: Any, service: str, method: str, path: str, *, body: object = None, passing: Collection[int] = ()
) -> Any:
    """The answer to a request; raises for every error status that is not in `passing`, and where none comes."""
    from httpx import HTTPError

    try:
        answer = client.request(method, path, json=body) if body is not None else client.request(method, path)
    except HTTPError as error:
        raise UnreachableError(
            f"{service} can't be reached ({type(error).__name__})", way_out="check the way from the function's network"
        ) from None
    if answer.status_code >= _ERROR and answer.status_code not in passing:
        raise _error(service, f"{method} {path.partition('?')[0]}", answer.status_code)
    return answer


def _error(service: str, request: str, status: int) -> RotationError:
    if status == 401:  # noqa: PLR2004 - HTTP's own number
        return RefusedError(f"{service} refuses the key that was used (401)", way_out="put a valid key into its entry")
    if status == 403:  # noqa: PLR2004 - HTTP's own number
        return PermissionMissingError(
            f"the key may not do {request} at {service} (403)",
            way_out="give the key that permission, or name a superuser in the catalogue whose key has it",
        )
    if status == _TOO_MANY or status >= _SERVER_ERROR:
        return UnreachableError(f"{service} can't answer now ({status})", way_out="nothing to do: the step is repeated")
    return RotationError(f"{service} answered {status} to {request}", way_out="look the request up in its manual")
