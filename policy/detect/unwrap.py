"""What is inside: base64, also of compressed data, and the parts of a cloud-init archive."""

from __future__ import annotations

import base64
import binascii
import email
import gzip
import html
import io
import json
import re
import tarfile
import zipfile
import zlib
from typing import TYPE_CHECKING
from urllib.parse import unquote

if TYPE_CHECKING:
    from collections.abc import Iterator

_LARGEST = 1 << 20  # bytes; user data is at most 16 KiB, a dashboard 1 MiB
_BASE64 = re.compile(r"(?<![A-Za-z0-9+/=_-])[A-Za-z0-9+/_-]{16,}={0,2}(?![A-Za-z0-9+/=_-])")
_FOLDED = re.compile(r"(?:[A-Za-z0-9+/]{60,76}\s+)+[A-Za-z0-9+/]{2,76}={0,2}(?![A-Za-z0-9+/=])")
_DELIMITER = re.compile(r"%(?:3[AaDd]|2[26Bb]|40)")
_ENTITY = re.compile(r"&(?:lt|quot|#3[49]|#x2[27]);")
_HEX = re.compile(r"(?<![0-9A-Za-z])(?:[2-7][0-9a-fA-F]|0[9aAdD]){12,}(?![0-9A-Za-z])")  # of printable characters only
_BASE32 = re.compile(r"(?<![0-9A-Za-z])[A-Z2-7]{24,}={0,6}(?![0-9A-Za-z=])")
_ASSIGNS = re.compile(r"[=:]")
_UNPRINTABLE = re.compile(rb"[^\x20-\x7e\n]")
_WITHOUT_BREAKS = str.maketrans("", "", "\n\r\t\x0c")


def inside(text: str) -> Iterator[tuple[int, int, str]]:
    """Every text that is wrapped in another one: where the wrapping starts, how long it is, what is inside."""
    if "MIME-Version" in text or "Content-Type: multipart" in text:
        yield from ((0, len(text), part) for part in _parts(text))
    seen_to = -1
    for form in (_FOLDED, _BASE64):
        for match in form.finditer(text):
            if match.start() < seen_to:
                continue
            decoded = decode(match[0])
            if decoded is not None:
                seen_to = match.end()
                yield match.start(), len(match[0]), decoded
    yield from _other_writings(text)


def documents(text: str) -> Iterator[str]:
    """The strings of a JSON document that are documents themselves: with quotes or several lines."""
    if not ("\\n" in text or '\\"' in text) or text.lstrip()[:1] not in ("{", "["):
        return
    try:
        waiting = [json.loads(text)]
    except ValueError:
        return
    while waiting:
        item = waiting.pop()
        if isinstance(item, dict):
            waiting += item.values()
        elif isinstance(item, list):
            waiting += item
        elif isinstance(item, str) and ("\n" in item.strip() or '"' in item):
            yield item


def _other_writings(text: str) -> Iterator[tuple[int, int, str]]:
    """The same text without percent signs, entities or twofold backslashes; what is in hexadecimal digits or base32."""
    if "%" in text and (text.count("%") >= 3 or _DELIMITER.search(text)) and (plain := unquote(text)) != text:  # noqa: PLR2004 - a single one is a wildcard or prose
        yield 0, len(text), plain
    if _ENTITY.search(text):
        yield 0, len(text), html.unescape(text)
    if '\\\\\\"' in text:
        yield 0, len(text), text.replace('\\"', '"').replace("\\\\", "\\")
    for form, read in ((_HEX, bytes.fromhex), (_BASE32, _from_base32)):
        for match in form.finditer(text):
            plain = _readable(read(match[0])) or ""
            if _ASSIGNS.search(plain):
                yield match.start(), len(match[0]), plain


def is_in_hexadecimal(word: str) -> bool:
    """Whether a word is a readable text in hexadecimal digits."""
    return bool(_HEX.fullmatch(word))


def _from_base32(encoded: str) -> bytes:
    letters = encoded.rstrip("=")
    try:
        return base64.b32decode(letters + "=" * (-len(letters) % 8))
    except (binascii.Error, ValueError):
        return b""


def decode(encoded: str) -> str | None:
    """The text in a piece of base64, uncompressed where it was compressed; None where there is none.

    Of an archive, the texts in it, one after the other.
    """
    try:
        data = _uncompressed(_bytes(encoded))
    except (binascii.Error, ValueError):
        return None
    return _readable(data) or _members(data)


def _bytes(encoded: str) -> bytes:
    """What is in base64 of either alphabet, with or without its padding and line ends."""
    compact = re.sub(r"\s+", "", encoded).rstrip("=").replace("-", "+").replace("_", "/")
    return base64.b64decode(compact + "=" * (-len(compact) % 4), validate=True)


def is_mostly_text(encoded: str) -> bool:
    """Whether a piece of base64 is a compiled message: words with other bytes between.

    Of random bytes 37 in 100 are printable; that 70 in 100 of 32 bytes are, happens once in 100,000 times.
    """
    try:
        data = _bytes(encoded)
    except (binascii.Error, ValueError):
        return False
    return len(data) >= 32 and len(_UNPRINTABLE.findall(data)) <= 0.3 * len(data)  # noqa: PLR2004 - said above


def private_key_in(encoded: str) -> bool:
    """Whether a piece of base64 is a private key in DER: a sequence that starts with the version 0 or 1.

    So is a store of keys and certificates (.p12, .pfx): version 3, and then another sequence.
    A certificate and a public key start with a sequence, the modulus of a bare public key is a longer number.
    Source: RFC 8017 (PKCS #1), RFC 5958 (PKCS #8), RFC 5915 (EC), RFC 7292 (PKCS #12).
    """
    body = _der_sequence(encoded)
    return body[:2] == b"\x02\x01" and (body[2] in (0, 1) or body[2:4] == b"\x03\x30")


def public_key_in(encoded: str) -> bool:
    """Whether a piece of base64 is a public key or a certificate in DER: a sequence that starts with another one."""
    return _der_sequence(encoded)[:1] == b"\x30"


def _der_sequence(encoded: str) -> bytes:
    """The start of what is in a sequence in DER in base64; empty where it is none."""
    if not encoded.startswith("M"):
        return b""
    try:
        head = base64.b64decode(encoded[:16])
    except (binascii.Error, ValueError):
        return b""
    if len(head) < 8 or head[0] != 0x30:  # noqa: PLR2004 - DER: the tag of a sequence
        return b""
    return head[2 + (head[1] & 0x7F if head[1] & 0x80 else 0) :]


def _uncompressed(data: bytes) -> bytes:
    if data[:2] == b"\x1f\x8b":
        try:
            return gzip.GzipFile(fileobj=io.BytesIO(data)).read(_LARGEST)
        except (OSError, EOFError, zlib.error):
            return data
    if data[:1] == b"\x78":
        try:
            return zlib.decompressobj().decompress(data, _LARGEST)
        except zlib.error:
            return data
    return data


def _members(data: bytes) -> str | None:
    """The readable files of a tar or zip archive, up to a size."""
    texts = []
    try:
        if data[257:262] == b"ustar":
            with tarfile.open(fileobj=io.BytesIO(data)) as archive:
                files = (archive.extractfile(member) for member in archive if member.isfile())
                texts = [_readable(file.read(_LARGEST)) for file in files if file]
        elif data[:4] == b"PK\x03\x04":
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                texts = [_readable(archive.open(info).read(_LARGEST)) for info in archive.infolist()]
    except (tarfile.TarError, zipfile.BadZipFile, OSError, ValueError, RuntimeError, zlib.error, NotImplementedError):
        return None
    return "\n".join(text for text in texts if text)[:_LARGEST] or None


def _readable(data: bytes) -> str | None:
    try:
        text = data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError:
        return None
    if "\0" in text:
        text = text.replace("\0", "")  # two bytes a character, as PowerShell encodes its commands
    return text if text and text.translate(_WITHOUT_BREAKS).isprintable() else None


def _parts(text: str) -> Iterator[str]:
    message = email.message_from_string(text)
    for part in message.walk():
        if part.is_multipart():
            continue
        payload = part.get_payload(decode=True)
        if isinstance(payload, bytes) and (readable := _readable(_uncompressed(payload))):
            yield readable
