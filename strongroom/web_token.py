"""JSON web tokens that say who we are, signed by a key that we can use and not have (RFC 7519, RS256)."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def web_token(claims: Mapping[str, Any], sign: Callable[[bytes], bytes]) -> str:
    """A token with these claims; `sign` makes an RSA signature (PKCS #1, SHA-256) of a text."""
    text = ".".join(_encoded(json.dumps(part).encode()) for part in ({"alg": "RS256", "typ": "JWT"}, claims))
    return f"{text}.{_encoded(sign(text.encode()))}"


def _encoded(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()
