"""What the set of programs is drawn with: an issuer's alphabet to the letter, and what people type."""

from __future__ import annotations

import base64
import hashlib
import json
import string
from typing import TYPE_CHECKING

from tests.policy.corpus.tokens import Tokens

if TYPE_CHECKING:
    from collections.abc import Mapping

BOTH_CASES, LETTERS, DIGITS = string.ascii_letters, string.ascii_lowercase, string.digits
ALNUM = BOTH_CASES + DIGITS
_WORDS = (
    *("Harbor", "Violet", "Copper", "Maple", "Falcon", "Winter", "Orchid", "Granite", "Pepper", "Sunset", "Thunder"),
    *("Willow", "Marble", "Canyon", "Rocket", "Tiger", "Silver", "Bamboo", "Coffee", "Dragon", "Lantern", "Meadow"),
    *("Nebula", "Oyster", "Puzzle", "Quartz", "Ribbon", "Saddle", "Timber", "Umbrella", "Velvet", "Walnut", "Zephyr"),
)


class Drawn(Tokens):
    """Draws every character alike, so that a token may lack a digit or a capital, as real ones do."""

    def alnum(self, length: int) -> str:
        return self.of(ALNUM, length)

    def lower(self, length: int) -> str:
        return self.of(LETTERS + DIGITS, length)

    def hex(self, length: int) -> str:
        return self.of("0123456789abcdef", length)

    def hex_upper(self, length: int) -> str:
        return self.hex(length).upper()

    def b32(self, length: int) -> str:
        return self.of("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", length)

    def base64url(self, size: int) -> str:
        return base64.urlsafe_b64encode(self.data(size)).decode().rstrip("=")

    def account(self) -> str:
        return self.digits(12)

    def sha256(self) -> str:
        return hashlib.sha256(self.data(8)).hexdigest()

    def word(self) -> str:
        return self._random.choice(_WORDS)

    def words(self, count: int) -> str:
        return "-".join(self.word().lower() for _ in range(count))

    def typed(self) -> str:
        """A password as people type one; one in five starts with a symbol."""
        one, two, mark = self.word(), self.word(), self._random.choice("!@#$%*?")
        number = self._random.randrange(10, 9999)
        replaced = one[0] + one[1:].replace("e", "3").replace("o", "0").replace("a", "@")
        forms = (f"{one}{number}{mark}", f"{one}{two}{number}", f"{one.lower()}-{two.lower()}-{number}{mark}")
        return self._random.choice((*forms, f"{mark}{one}{number}{two.lower()}", f"{replaced}{number}{mark}"))

    def generated(self, length: int) -> str:
        """A password as `random_password` draws one, brackets and all."""
        base = self.of(ALNUM + "!#%&*()-_=+[]{}<>:?", length - 4)
        return base + "".join(self._random.choice(kind) for kind in ("aeiou", "XYZ", "23456", "!#%*"))

    def web_token(self, claims: Mapping[str, object] | None = None, algorithm: str = "HS256") -> str:
        body = claims or {"sub": self.digits(8), "iat": 1_700_000_000 + self._random.randrange(9**8)}
        parts = [json.dumps(part, separators=(",", ":")) for part in ({"alg": algorithm, "typ": "JWT"}, body)]
        return ".".join(
            [*(base64.urlsafe_b64encode(p.encode()).decode().rstrip("=") for p in parts), self.base64url(32)]
        )

    def armoured(self, label: str, size: int = 600, nl: str = "\n") -> str:
        body = self.base64(size)
        lines = [body[start : start + 64] for start in range(0, len(body), 64)]
        return nl.join([f"-----BEGIN {label}-----", *lines, f"-----END {label}-----", ""])


def document(content: object) -> str:
    """JSON as a program writes it, letters of other scripts escaped."""
    return json.dumps(content, indent=1)


def dashboard(widget: object) -> str:
    return document({"widgets": [widget]})


def script(body: str) -> str:
    return f"#!/bin/bash\nset -euo pipefail\nyum install -y jq docker\n{body}\nsystemctl enable --now app\n"


def multipart(*parts: tuple[str, str]) -> str:
    text = 'Content-Type: multipart/mixed; boundary="==BOUNDARY=="\nMIME-Version: 1.0\n\n'
    for kind, body in parts:
        head = f'Content-Type: text/{kind}; charset="us-ascii"\nMIME-Version: 1.0\nContent-Transfer-Encoding: 7bit'
        text += f"--==BOUNDARY==\n{head}\n\n{body}\n"
    return text + "--==BOUNDARY==--\n"


def store_of_keys(g: Drawn, size: int) -> str:
    """A .p12 file in base64: a sequence in DER, version 3, another sequence, and what is encrypted."""
    body = bytes.fromhex("020103") + b"\x30\x82" + size.to_bytes(2, "big") + g.data(size)
    return base64.b64encode(b"\x30\x82" + len(body).to_bytes(2, "big") + body).decode()
