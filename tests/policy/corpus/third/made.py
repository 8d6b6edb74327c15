"""What the third set is made of: words, keys, certificates."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import json
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519
from cryptography.x509.oid import NameOID

if TYPE_CHECKING:
    from tests.policy.corpus.tokens import Tokens

_WORDS = [
    "orange",
    "Berlin",
    "guitar",
    "Pepper",
    "harbor",
    "Rocket",
    "velvet",
    "Summer",
    "pirate",
    "Cactus",
    "nugget",
    "Walrus",
    "bamboo",
    "Meteor",
    "domino",
    "Lemon",
]
LOW = "abcdefghijklmnopqrstuvwxyz"
UP = LOW.upper()
DIG = "0123456789"
BECH = "023456789acdefghjklmnpqrstuvwxyz"
B64 = LOW + UP + DIG + "+/"


def word(t: Tokens) -> str:
    return _WORDS[int(t.digits(4)) % len(_WORDS)]


def weak(t: Tokens) -> str:
    return word(t).lower() + t.digits(3)


def passphrase(t: Tokens, joint: str = "-") -> str:
    return joint.join(word(t).lower() for _ in range(4))


def url_base64(data: str | bytes) -> str:
    if isinstance(data, str):
        data = data.encode()
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def folded(text: str, width: int = 64) -> str:
    return "\n".join(text[i : i + width] for i in range(0, len(text), width))


def openssh(t: Tokens) -> str:
    body = b"openssh-key-v1\0" + b"\0\0\0\4none\0\0\0\4none\0\0\0\0\0\0\0\1" + t.data(230)
    label = "OPENSSH " + "PRIVATE KEY"
    return f"-----BEGIN {label}-----\n{folded(base64.b64encode(body).decode(), 70)}\n-----END {label}-----\n"


def real_pem(t: Tokens, kind: str = "PRIVATE KEY") -> str:
    return f"-----BEGIN {kind}-----\n{folded(t.private_der())}\n-----END {kind}-----\n"


def certificate(t: Tokens, name: str = "internal.example.com") -> str:
    key = ed25519.Ed25519PrivateKey.from_private_bytes(t.data(32))
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    made = (
        x509.CertificateBuilder()
        .subject_name(who)
        .issuer_name(who)
        .public_key(key.public_key())
        .serial_number(int(t.digits(30)))
        .not_valid_before(dt.datetime(2024, 1, 1, tzinfo=dt.UTC))
        .not_valid_after(dt.datetime(2034, 1, 1, tzinfo=dt.UTC))
        .sign(key, None)
    )
    return made.public_bytes(serialization.Encoding.PEM).decode()


def armoured(kind: str, body: str) -> str:
    return f"-----BEGIN {kind}-----\n\n{folded(body)}\n-----END {kind}-----\n"


def digest(t: Tokens, algorithm: str = "sha256") -> str:
    return hashlib.new(algorithm, t.data(32)).hexdigest()


def service_account(t: Tokens) -> str:
    return json.dumps(
        {
            "type": "service_account",
            "project_id": "acme-prod-1234",
            "private_key_id": t.hex(40),
            "private_key": real_pem(t),
            "client_email": "deployer@acme-prod-1234.iam.gserviceaccount.com",
            "client_id": t.digits(21),
            "token_uri": "https://oauth2.googleapis.com/token",
        },
        indent=2,
    )
