"""What the reviewer's set is made of."""

from __future__ import annotations

import base64
import struct
import zlib
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives import serialization

if TYPE_CHECKING:
    from tests.policy.corpus.tokens import Tokens

ALNUM = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"


def pick(t: Tokens, options: list[str]) -> str:
    return options[int(t.digits(5)) % len(options)]


def weak(t: Tokens) -> str:
    """Passwords of people in a hurry."""
    word = pick(
        t, ["summer", "autumn", "welcome", "dragon", "monkey", "arsenal", "letmein", "football", "pepper", "jordan"]
    )
    style = int(t.digits(3)) % 5
    year = pick(t, ["2019", "2021", "2022", "2023", "2024"])
    if style == 0:
        return word.capitalize() + year + "!"
    if style == 1:
        return word + t.digits(3)
    if style == 2:
        return word.replace("e", "3").replace("o", "0").replace("a", "@").capitalize() + t.digits(2)
    if style == 3:
        return word.capitalize() + "@" + t.digits(4)
    return word + "_" + year + pick(t, ["#", "!", "$$"])


def phrase(t: Tokens) -> str:
    words = [
        "copper",
        "lantern",
        "walrus",
        "orbit",
        "velvet",
        "thistle",
        "anchor",
        "marble",
        "gravel",
        "puffin",
        "cactus",
    ]
    return "-".join(pick(t, words) for _ in range(4)) + t.digits(2)


def b32(t: Tokens, size: int) -> str:
    return base64.b32encode(t.data(size)).decode().rstrip("=")


def sec1_pem(t: Tokens) -> str:
    return (
        t.elliptic_key()
        .private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
        )
        .decode()
    )


def png(t: Tokens) -> str:
    def chunk(tag: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + tag + data + struct.pack(">I", zlib.crc32(tag + data))

    rows = b"".join(b"\x00" + t.data(48) for _ in range(16))
    raw = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 16, 16, 8, 2, 0, 0, 0))
    return base64.b64encode(raw + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")).decode()


def multipart(*parts: tuple[str, str, str]) -> str:
    mark = "==BOUNDARY7431=="
    text = f'Content-Type: multipart/mixed; boundary="{mark}"\nMIME-Version: 1.0\n\n'
    for kind, name, body in parts:
        text += (
            f'--{mark}\nContent-Type: {kind}; charset="us-ascii"\nMIME-Version: 1.0\n'
            f'Content-Transfer-Encoding: 7bit\nContent-Disposition: attachment; filename="{name}"\n\n{body}\n'
        )
    return text + f"--{mark}--\n"
