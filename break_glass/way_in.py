"""The way in to Vault: a JSON web token of one minute, for one role, signed by a key that this function alone uses."""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from break_glass.statement import EVERYTHING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

SECONDS = 60
_CLOCKS = 30  # seconds that Vault's clock may be behind


@dataclass(frozen=True, kw_only=True)
class Signer:
    """A key in KMS, by boto3's client."""

    client: Any
    key: str

    def token(self, claims: Mapping[str, Any]) -> str:
        """The claims, signed. RSA with PKCS #1 1.5: the same claims give the same token."""
        header = {"alg": "RS256", "typ": "JWT"}
        text = ".".join(_encoded(json.dumps(part, sort_keys=True).encode()) for part in (header, claims))
        answer = self.client.sign(
            KeyId=self.key,
            Message=hashlib.sha256(text.encode()).digest(),  # as a hash: claims may be longer than KMS signs
            MessageType="DIGEST",
            SigningAlgorithm="RSASSA_PKCS1_V1_5_SHA_256",
        )
        return f"{text}.{_encoded(bytes(answer['Signature']))}"


def opening(
    number: str, request: Mapping[str, Any], approvals: Sequence[Mapping[str, Any]], audience: str, now: datetime
) -> dict[str, Any]:
    """Claims of the one login that opens a request; Vault's role holds them against its own bounds."""
    paths = path_claims(request["paths"])
    return {
        **_times(number, audience, now),
        "scope": "paths" if paths else EVERYTHING,
        "minutes": str(request["minutes"]),
        "requester": request["person"],
        "approvers": " ".join(sorted(one["person"] for one in approvals)),
        "ticket": request["ticket"],
        **paths,
    }


def path_claims(paths: Sequence[str]) -> dict[str, str]:
    """The segments of each path, `path_<place>_<depth>_<segment>`: a server puts no text with a slash into a policy."""
    return {
        f"path_{place}_{len(parts)}_{segment}": part
        for place, parts in enumerate((path.split("/") for path in paths), start=1)
        for segment, part in enumerate(parts, start=1)
    }


def ending(number: str, person: str, audience: str, now: datetime) -> dict[str, Any]:
    """Claims of a login that may end what this request has open, and nothing else.

    Its subject is the opening's: Vault takes both for one entity, which may shut itself and no other.
    """
    return {**_times(number, audience, now), "scope": "end", "requester": person}


def role(claims: Mapping[str, Any]) -> str:
    """The role in Vault that such claims are for."""
    return "end" if claims["scope"] == "end" else f"{claims['scope']}-{claims['minutes']}"


def _times(number: str, audience: str, now: datetime) -> dict[str, Any]:
    issued = int(now.timestamp())
    return {
        "sub": number,
        "aud": audience,
        "iat": issued,
        "nbf": issued - int(timedelta(seconds=_CLOCKS).total_seconds()),
        "exp": issued + SECONDS,
    }


def _encoded(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()
