"""The connection to Fly's Machines API. https://fly.io/docs/machines/api/."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import ClassVar
from urllib.parse import urlsplit

from strongroom.destinations.patient_client import Notice, PatientClient, Refusals, silent
from strongroom.stores.errors import ConflictError, DeniedError, NotFoundError, RefusedError

PUBLIC = "https://api.machines.dev"
TOKEN = "FLY_API_TOKEN"  # noqa: S105 - the name of a variable, not a token
_MACAROONS = ("fm1a_", "fm1r_", "fm2_")  # what Fly's newer tokens begin with; they have a scheme of their own
_REFUSED = "see docs/mirror.md for what Fly takes"
_REFUSALS: Refusals = {
    400: (RefusedError, "Fly refuses the name or the value", _REFUSED),
    401: (DeniedError, "Fly does not accept the token", f"set {TOKEN} to one that is valid: fly tokens create deploy"),
    403: (
        DeniedError,
        "Fly denies it",
        f"{TOKEN} has to be one of this app or its organisation: fly tokens create deploy",
    ),
    404: (NotFoundError, "Fly shows no such app to this token", "check the app's name, or use a token that sees it"),
    409: (ConflictError, "somebody else is changing it, a deployment perhaps", "repeat the command once that is over"),
    412: (ConflictError, "somebody else changed it meanwhile", "repeat the command; it looks again first"),
    422: (RefusedError, "Fly refuses the name or the value", _REFUSED),
}


@dataclass(kw_only=True)
class FlyClient(PatientClient):
    """Fly. Its limit is a request a second and kind, for each app (three for a moment)."""

    service: ClassVar[str] = "Fly"
    url_variable: ClassVar[str] = "FLY_FLAPS_BASE_URL"
    status_page: ClassVar[str] = "https://status.flyio.net"
    refusals: ClassVar[Refusals] = _REFUSALS

    @classmethod
    def open(cls, *, patience: float, write_delay: float, notice: Notice = silent) -> FlyClient:
        """Connect as the environment says (FLY_API_TOKEN, FLY_FLAPS_BASE_URL); no call is made yet."""
        base = (os.environ.get(cls.url_variable) or PUBLIC).rstrip("/") + "/v1/"
        headers = {"Accept": "application/json", "Authorization": _authorization(base)}
        return cls.connected(base, headers, patience=patience, write_delay=write_delay, notice=notice)


def _authorization(base: str) -> str:
    token = (os.environ.get(TOKEN) or "").strip()
    if not token:
        raise DeniedError(
            place=f"Fly ({urlsplit(base).netloc})",
            problem="no token found",
            way_out=f"set {TOKEN} to a token that may change the app's secrets: fly tokens create deploy",
        )
    if token.startswith("FlyV1 "):
        return token
    return f"FlyV1 {token}" if token.startswith(_MACAROONS) else f"Bearer {token}"
