"""Generates strings in the formats of credentials. Nothing here was ever issued by anybody."""

from __future__ import annotations

import base64
import gzip
import json
import random
import string
import uuid

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519

_ALNUM = string.ascii_letters + string.digits
_LOWER = string.ascii_lowercase + string.digits
_UPPER = string.ascii_uppercase + string.digits
_URL = _ALNUM + "-_"
_HEX = "0123456789abcdef"
_SYMBOLS = "!#%^*+=?~"


class Tokens:
    """A source of made-up credentials, repeatable by its seed."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)  # noqa: S311 - test data has to be repeatable, not unguessable

    def of(self, alphabet: str, length: int) -> str:
        return "".join(self._random.choice(alphabet) for _ in range(length))

    def alnum(self, length: int) -> str:
        """Letters of both cases and digits, with at least one of each."""
        return (
            self.of(string.ascii_lowercase, 1)
            + self.of(_ALNUM, length - 3)
            + self.of(string.ascii_uppercase, 1)
            + self.of(string.digits, 1)
        )

    def lower(self, length: int) -> str:
        return self.of(_LOWER, length - 1) + self.of(string.digits, 1)

    def upper(self, length: int) -> str:
        return self.of(_UPPER, length)

    def url(self, length: int) -> str:
        return self.of(_ALNUM, 1) + self.of(_URL, length - 2) + self.of(_ALNUM, 1)

    def hex(self, length: int) -> str:
        return self.of("0123456789", 1) + self.of(_HEX, length - 2) + self.of("abcdef", 1)

    def digits(self, length: int) -> str:
        return self.of("123456789", 1) + self.of(string.digits, length - 1)

    def data(self, length: int) -> bytes:
        return self._random.randbytes(length)

    def base64(self, size: int) -> str:
        """That many random bytes in base64."""
        return base64.b64encode(self.data(size)).decode()

    def uuid(self) -> str:
        return str(uuid.UUID(bytes=self.data(16), version=4))

    def password(self, length: int = 16) -> str:
        """What a password manager makes: letters, digits and a symbol in the middle."""
        half = length // 2
        return self.alnum(half) + self.of(_SYMBOLS, 1) + self.alnum(length - half - 1)

    def human_password(self) -> str:
        """What a person makes up: two words, a digit or two, a symbol."""
        words = ["Falcon", "winter", "Copper", "tiger", "Monday", "river", "Quartz", "sunset", "Dragon", "maple"]
        return (
            self._random.choice(words)
            + self._random.choice(words)
            + self.digits(self._random.randint(1, 4))
            + self._random.choice("!?*#")
        )

    def jwt(self) -> str:
        head = {"alg": "HS256", "typ": "JWT"}
        body = {"sub": self.digits(10), "iat": int(self.digits(10))}
        parts = [base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in (head, body)]
        return ".".join([*parts, self.url(43)])

    def pem(self, kind: str = "RSA PRIVATE KEY") -> str:
        lines = "\n".join(self.of(_ALNUM + "+/", 64) for _ in range(6))
        return f"-----BEGIN {kind}-----\nMII{lines}\n-----END {kind}-----\n"

    def aws_key(self) -> str:
        return "AKIA" + self.of(string.ascii_uppercase + "234567", 16)

    def aws_secret(self) -> str:
        return self.of(_ALNUM + "+/", 20) + self.alnum(20)

    def elliptic_key(self) -> ec.EllipticCurvePrivateKey:
        return ec.derive_private_key(int.from_bytes(self.data(31)) + 1, ec.SECP256R1())

    def private_der(self) -> str:
        return base64.b64encode(
            self.elliptic_key().private_bytes(
                serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        ).decode()

    def public_pem(self) -> str:
        return (
            self.elliptic_key()
            .public_key()
            .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
            .decode()
        )

    def public_ssh(self) -> str:
        key = ed25519.Ed25519PrivateKey.from_private_bytes(self.data(32)).public_key()
        return key.public_bytes(serialization.Encoding.OpenSSH, serialization.PublicFormat.OpenSSH).decode()


def wrapped(text: str) -> str:
    """A text in base64."""
    return base64.b64encode(text.encode()).decode()


def zipped(text: str) -> str:
    """A text in gzip in base64, as cloud-init takes it."""
    return base64.b64encode(gzip.compress(text.encode(), mtime=0)).decode()
