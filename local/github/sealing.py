"""Sealed boxes: the public half that clients encrypt with, and the opening of what they send.

Source: https://docs.github.com/rest/guides/encrypting-secrets-for-the-rest-api (libsodium crypto_box_seal).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from typing import TYPE_CHECKING

from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, SealedBox

from local.github.answers import invalid

if TYPE_CHECKING:
    from local.github.model import Holder


def public_key(holder: Holder) -> dict[str, str]:
    """`key` (base64 of 32 bytes) and its `key_id` (a decimal number)."""
    key = bytes(_private(holder).public_key)
    number = int.from_bytes(hashlib.sha256(key).digest()[:8]) >> 1
    return {"key_id": str(number), "key": base64.b64encode(key).decode()}


def unseal(holder: Holder, sealed: str) -> bytes:
    """The value in a sealed box that was encrypted for this holder; 422 for anything else."""
    try:
        return SealedBox(_private(holder)).decrypt(base64.b64decode(sealed, validate=True))
    except (CryptoError, binascii.Error, ValueError):  # the reason could quote the bytes: it is dropped
        raise invalid("Bad request - validation failed due to an improperly encrypted secret") from None


def _private(holder: Holder) -> PrivateKey:
    return PrivateKey(base64.b64decode(holder.private_key))
