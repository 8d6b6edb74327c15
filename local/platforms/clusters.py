"""A Sealed Secrets controller's key pair for each cluster: the certificate in a folder, the key with us."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.x509.oid import NameOID

if TYPE_CHECKING:
    from pathlib import Path

    from local.platforms.model import World

CERTIFICATE = "certificate.pem"
_BITS = 2048  # the real one takes 4096, and a second to make them
_VALID = timedelta(days=3650)  # as the controller's own
_SCOPES = ("sealedsecrets.bitnami.com/cluster-wide", "sealedsecrets.bitnami.com/namespace-wide")


@dataclass(frozen=True)
class Controller:
    """A key pair; both in PEM."""

    key: str
    certificate: str

    @classmethod
    def make(cls, valid: timedelta = _VALID, since: timedelta = timedelta(hours=1)) -> Controller:
        """A new one, with a certificate that is valid from `since` ago, for so long."""
        key = rsa.generate_private_key(public_exponent=65537, key_size=_BITS)
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "sealed-secrets")])
        begin = datetime.now(UTC) - since
        certificate = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(begin)
            .not_valid_after(begin + valid)
            .sign(key, hashes.SHA256())
        )
        private = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        return cls(private.decode(), certificate.public_bytes(serialization.Encoding.PEM).decode())


def plant(world: World, name: str, folder: Path) -> None:
    """Make sure that a cluster has a controller and its folder has the certificate."""
    file = folder / name / CERTIFICATE
    if name in world.clusters and file.exists():
        return
    controller = Controller.make()
    world.clusters[name] = controller.key
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(controller.certificate)


def unsealed(key: str, manifest: dict[str, Any]) -> dict[str, str]:
    """What the controller would make of a SealedSecret; raises ValueError where it can't open a value."""
    private = serialization.load_pem_private_key(key.encode(), None)
    assert isinstance(private, rsa.RSAPrivateKey)  # noqa: S101 - made by `Controller.make`
    label = _label(manifest["metadata"]).encode() or None
    oaep = padding.OAEP(padding.MGF1(hashes.SHA256()), hashes.SHA256(), label)
    found = {}
    for name, sealed in (manifest["spec"].get("encryptedData") or {}).items():
        raw = base64.b64decode(sealed)
        length = int.from_bytes(raw[:2], "big")
        session = private.decrypt(raw[2 : 2 + length], oaep)
        found[name] = AESGCM(session).decrypt(bytes(12), raw[2 + length :], None).decode()
    return found


def _label(metadata: dict[str, Any]) -> str:
    annotations = metadata.get("annotations") or {}
    whole, namespaced = (str(annotations.get(mark)) == "true" for mark in _SCOPES)
    if whole:
        return ""
    return str(metadata["namespace"]) if namespaced else f"{metadata['namespace']}/{metadata['name']}"
