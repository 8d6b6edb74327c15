"""Superusers whose passwords the database service makes, keeps and rotates by itself.

Amazon RDS keeps such a password in an entry of its own, which says user and password and not of which server. So the
program that made the database tells the function, in ROTATION_SUPERUSERS: nobody who may only write values can send
the password elsewhere.

    {"<environment>/<path>": {"secret": "arn:...:secret:rds!db-...", "host": "...", "port": 5432}}

https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-secrets-manager.html
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rotation.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Mapping

VARIABLE = "ROTATION_SUPERUSERS"
AUTHORITIES = Path(__file__).with_name("authorities")  # of Amazon RDS, by region


@dataclass(frozen=True, kw_only=True)
class ManagedSuperuser:
    """The entry that the service keeps, the server that it opens, and the authorities of the server's certificate."""

    secret: str
    host: str
    port: int
    sslrootcert: str | None = None

    @property
    def server(self) -> dict[str, Any]:
        """Where the password may go, in the fields of a login."""
        trusted = {"sslrootcert": self.sslrootcert} if self.sslrootcert else {}
        return {"host": self.host, "port": self.port, **trusted}


def of(environ: Mapping[str, str]) -> dict[str, ManagedSuperuser]:
    """What the function's environment tells, by the name of the entry that is rotated; raises SettingsError."""
    text = environ.get(VARIABLE)
    if not text:
        return {}
    trusted = _authorities(environ.get("AWS_REGION", ""))
    try:
        return {
            name: ManagedSuperuser(
                secret=told["secret"], host=told["host"], port=int(told["port"]), sslrootcert=trusted
            )
            for name, told in json.loads(text).items()
        }
    except (ValueError, KeyError, TypeError, AttributeError):
        raise SettingsError(f"{VARIABLE} is not what the program writes", way_out="apply it: pulumi up") from None


def _authorities(region: str) -> str | None:
    file = AUTHORITIES / f"{region}.pem"
    return file.read_text() if file.exists() else None
