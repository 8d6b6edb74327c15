"""What a server is like to connect to: which TLS, whose certificate, and whether it would do without."""

from __future__ import annotations

import socket
import ssl
import warnings
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

HTTPS = 443
_SECONDS = 6.0
_NEEDED = ("TLSv1.2", "TLSv1.3")


@dataclass(frozen=True, kw_only=True)
class Transport:
    """One server. `problem` is why no connection came about; the rest is empty then."""

    address: str
    version: str = ""
    cipher: str = ""
    issuer: str = ""
    ends: datetime | None = None
    problem: str = ""
    untrusted: bool = False
    older: bool | None = None
    """Whether it would also speak TLS 1.1; None where this machine can't."""
    plain: bool = False
    """Whether it answers HTTP without TLS with more than a refusal."""

    @property
    def sound(self) -> bool:
        """Whether everything was as it has to be."""
        return not self.problem and self.version in _NEEDED and not self.older and not self.plain


def shaken(address: str, authorities: str) -> Transport:
    """Connect as a client does, then as none should be able to."""
    parts = urlsplit(address)
    host, port = str(parts.hostname), parts.port or HTTPS
    context = ssl.create_default_context(cadata=authorities or None)
    try:
        with _connected(host, port) as bare, context.wrap_socket(bare, server_hostname=host) as held:
            shown: dict[str, Any] = dict(held.getpeercert() or {})
            version, cipher = str(held.version()), str((held.cipher() or ("",))[0])
    except ssl.SSLCertVerificationError as error:
        return Transport(address=address, problem=error.verify_message, untrusted=True)
    except (ssl.SSLError, OSError) as error:
        return Transport(address=address, problem=f"no answer ({type(error).__name__})")
    return Transport(
        address=address,
        version=version,
        cipher=cipher,
        issuer=_name(shown.get("issuer", ())),
        ends=datetime.fromtimestamp(ssl.cert_time_to_seconds(str(shown["notAfter"])), UTC),
        older=_older(host, port),
        plain=_plain(host, port),
    )


def _connected(host: str, port: int) -> socket.socket:
    return socket.create_connection((host, port), _SECONDS)


def _older(host: str, port: int) -> bool | None:
    """Offer nothing newer than TLS 1.1."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE  # nothing is sent over it: the question is whether it comes about
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # that this is old is the point
            context.minimum_version = ssl.TLSVersion.TLSv1
            context.maximum_version = ssl.TLSVersion.TLSv1_1
        context.set_ciphers("DEFAULT:@SECLEVEL=0")
        with _connected(host, port) as bare, context.wrap_socket(bare):
            return True
    except ssl.SSLError as error:
        return None if error.reason in ("NO_PROTOCOLS_AVAILABLE", "NO_CIPHERS_AVAILABLE") else False
    except (OSError, ValueError):
        return False


def _plain(host: str, port: int) -> bool:
    """Ask without TLS. Servers say 400 to that, and say it in the clear."""
    request = f"GET /v1/sys/health HTTP/1.0\r\nHost: {host}\r\n\r\n"
    try:
        with _connected(host, port) as bare:
            bare.settimeout(_SECONDS)
            bare.sendall(request.encode())
            answer = bare.recv(64)
    except OSError:
        return False
    return answer.startswith(b"HTTP/") and b" 400 " not in answer.partition(b"\r\n")[0] + b" "


def _name(issuer: Any) -> str:
    facts = {key: text for part in issuer for key, text in part}
    return str(facts.get("commonName") or facts.get("organizationName") or "an authority without a name")
