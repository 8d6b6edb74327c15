"""The connection to Pulumi ESC. https://www.pulumi.com/docs/reference/cloud-rest-api/environments/."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import ClassVar
from urllib.parse import urlsplit

from strongroom.destinations.patient_client import Notice, PatientClient, Refusals, silent
from strongroom.stores.errors import ConflictError, DeniedError, NotFoundError, RefusedError

PUBLIC = "https://api.pulumi.com"
TOKEN = "PULUMI_ACCESS_TOKEN"  # noqa: S105 - the name of a variable, not a token
URL = "STRONGROOM_ESC_URL"
OWN_TOKEN = "STRONGROOM_ESC_TOKEN"  # noqa: S105 - the name of a variable: where ESC has another one than the engine
_REFUSALS: Refusals = {
    400: (
        RefusedError,
        "Pulumi ESC refuses the environment with this entry",
        "open it (pulumi env edit) and correct what it says is wrong",
    ),
    401: (
        DeniedError,
        "Pulumi Cloud does not accept the token",
        f"set {TOKEN} to one that is valid and not expired: app.pulumi.com/account/tokens",
    ),
    403: (
        DeniedError,
        "Pulumi Cloud denies it",
        f"who owns {TOKEN} needs the environment's permission to write (environment writer) and to open",
    ),
    404: (
        NotFoundError,
        "Pulumi ESC shows no such environment to this token",
        "make it (pulumi env init), correct the catalogue, or give the token access to it",
    ),
    409: (ConflictError, "somebody else changed the environment meanwhile", "repeat the command; it looks again first"),
    413: (
        RefusedError,
        "the environment would be larger than Pulumi ESC takes",
        "split it, and import one in the other",
    ),
    422: (RefusedError, "Pulumi ESC refuses the environment with this entry", "open it: pulumi env edit"),
}


@dataclass(kw_only=True)
class EscClient(PatientClient):
    """Pulumi Cloud, or one that an organisation runs itself."""

    service: ClassVar[str] = "Pulumi Cloud"
    url_variable: ClassVar[str] = URL
    status_page: ClassVar[str] = "https://status.pulumi.com"
    refusals: ClassVar[Refusals] = _REFUSALS

    @classmethod
    def open(cls, *, patience: float, write_delay: float, notice: Notice = silent) -> EscClient:
        """Connect as the environment says; no call is made yet.

        STRONGROOM_ESC_TOKEN, else PULUMI_ACCESS_TOKEN; STRONGROOM_ESC_URL, else Pulumi Cloud.
        """
        base = (os.environ.get(URL) or PUBLIC).rstrip("/") + "/api/esc/environments/"
        token = (os.environ.get(OWN_TOKEN) or os.environ.get(TOKEN) or "").strip()
        if not token:
            raise DeniedError(
                place=f"Pulumi Cloud ({urlsplit(base).netloc})",
                problem="no token found",
                way_out=f"set {TOKEN} to a token that may write the environment: app.pulumi.com/account/tokens",
            )
        headers = {
            "Accept": "application/vnd.pulumi+8",
            "Authorization": f"token {token}",
            "Content-Type": "application/x-yaml",
        }
        return cls.connected(base, headers, patience=patience, write_delay=write_delay, notice=notice)
