"""Sealing a value for the Sealed Secrets controller of a cluster, as kubeseal does it.

A session key of 32 bytes encrypts the value (AES-GCM, a nonce of zeros: the key is used once) and is itself encrypted
for the controller (RSA-OAEP with SHA-256). The label ties it to a place: in strict scope to namespace and name.
    two bytes: length of the encrypted session key | encrypted session key | encrypted value
https://github.com/bitnami-labs/sealed-secrets/blob/main/docs/developer/crypto.md
"""

from __future__ import annotations

import base64
import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from strongroom.stores.errors import RefusedError

if TYPE_CHECKING:
    from pathlib import Path

    from pydantic import SecretStr

Scope = Literal["strict", "namespace-wide", "cluster-wide"]
_SESSION_BYTES = 32
_NONCE = bytes(12)
_TAG_BYTES = 16
_LENGTH_BYTES = 2
_FETCH = "fetch it anew from the controller (kubeseal --fetch-cert) and have the change reviewed"


@dataclass(frozen=True)
class SealingCertificate:
    """The controller's public certificate; `name` tells one from another."""

    name: str
    key: rsa.RSAPublicKey = field(repr=False)

    @classmethod
    def read(cls, file: Path, place: str, now: datetime | None = None) -> SealingCertificate:
        """The certificate in a PEM file; raises RefusedError where nothing may be sealed with it."""
        try:
            certificate = x509.load_pem_x509_certificate(file.read_bytes())
        except OSError as error:
            raise _refused(place, f"the certificate {file} can't be read: {error.strerror}") from None
        except ValueError:
            raise _refused(place, f"{file} holds no certificate") from None
        key, today = certificate.public_key(), now or datetime.now(UTC)
        if not isinstance(key, rsa.RSAPublicKey):
            raise _refused(place, f"the certificate {file} has no RSA key, and the controller's has")
        if today > certificate.not_valid_after_utc:
            raise _refused(place, f"the certificate {file} expired on {certificate.not_valid_after_utc:%Y-%m-%d}")
        if today < certificate.not_valid_before_utc:
            begin = certificate.not_valid_before_utc
            raise _refused(place, f"the certificate {file} is not valid before {begin:%Y-%m-%d %H:%M:%SZ}")
        return cls(certificate.fingerprint(hashes.SHA256()).hex()[:16], key)

    def seal(self, value: SecretStr, label: str) -> str:
        """The sealed value in base64; no two are the same."""
        session = secrets.token_bytes(_SESSION_BYTES)
        locked = self.key.encrypt(
            session, padding.OAEP(padding.MGF1(hashes.SHA256()), hashes.SHA256(), label.encode() or None)
        )
        sealed = AESGCM(session).encrypt(_NONCE, value.get_secret_value().encode(), None)
        return base64.b64encode(len(locked).to_bytes(_LENGTH_BYTES, "big") + locked + sealed).decode()


def label_of(scope: Scope, namespace: str, name: str) -> str:
    """What a value is tied to."""
    return {"strict": f"{namespace}/{name}", "namespace-wide": namespace, "cluster-wide": ""}[scope]


def size_of(sealed: str) -> int:
    """How many bytes the value has that is sealed in there; 0 where it is no sealed value."""
    try:
        raw = base64.b64decode(sealed, validate=True)
    except ValueError:
        return 0
    return max(0, len(raw) - _LENGTH_BYTES - int.from_bytes(raw[:_LENGTH_BYTES], "big") - _TAG_BYTES)


def _refused(place: str, problem: str) -> RefusedError:
    return RefusedError(place=place, problem=problem, way_out=_FETCH)
