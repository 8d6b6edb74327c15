"""The AWS calls a node makes, signed with Signature Version 4 from the standard library.

The machine image has no boto3; the tests hold every signature against botocore's. `AWS_ENDPOINT_URL` redirects all
services, as it does for the SDKs. Errors carry AWS's error code and never a request.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import random
import time
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any, Union

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

ATTEMPTS = 6
TIMEOUT = 20
Body = Union[bytes, IO[bytes]]  # noqa: UP007 (evaluated at import, by Python 3.9)
_PASSING = ("Throttling", "TooManyRequests", "ProvisionedThroughputExceeded", "InternalServer", "ServiceUnavailable")
_BUSY = (429, 500, 502, 503, 504)
_TARGETS = {
    "dynamodb": ("DynamoDB_20120810", "1.0"),
    "kms": ("TrentService", "1.1"),
    "secretsmanager": ("secretsmanager", "1.1"),
}
_VERSIONS = {"autoscaling": "2011-01-01", "monitoring": "2010-08-01"}


class AwsError(Exception):
    """A call failed: service, action and AWS's code."""

    def __init__(self, service: str, action: str, code: str) -> None:
        super().__init__(f"{service} {action}: {code}")
        self.code = code


@dataclass(frozen=True)
class Credentials:
    """Short-lived keys of the instance role, or those of the environment."""

    access_key: str
    secret_key: str
    token: str = ""


@dataclass(frozen=True)
class Request:
    """One call, not yet signed. `digest` is the SHA-256 of the body, hexadecimal."""

    service: str
    action: str
    method: str
    url: str
    headers: Mapping[str, str]
    body: Body
    digest: str


def sign(request: Request, region: str, keys: Credentials, moment: str) -> dict[str, str]:
    """The request's headers and its Authorization (Signature Version 4). `moment` is UTC as `YYYYMMDDTHHMMSSZ`."""
    parts = urllib.parse.urlsplit(request.url)
    signed = {name.lower(): value for name, value in request.headers.items()}
    signed.update({"host": parts.netloc, "x-amz-date": moment})
    if request.service == "s3":
        signed["x-amz-content-sha256"] = request.digest
    if keys.token:
        signed["x-amz-security-token"] = keys.token
    names = ";".join(sorted(signed))
    # S3 signs the path as it is sent; every other service encodes it once more, and there ours is "/".
    lines = [request.method, parts.path or "/", parts.query]
    lines += [f"{name}:{signed[name].strip()}" for name in sorted(signed)]
    canonical = "\n".join([*lines, "", names, request.digest])
    scope = f"{moment[:8]}/{region}/{request.service}/aws4_request"
    text = "\n".join(["AWS4-HMAC-SHA256", moment, scope, hashlib.sha256(canonical.encode()).hexdigest()])
    key = b"AWS4" + keys.secret_key.encode()
    for part in scope.split("/"):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    signature = hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
    credential = f"Credential={keys.access_key}/{scope}"
    signed["authorization"] = f"AWS4-HMAC-SHA256 {credential}, SignedHeaders={names}, Signature={signature}"
    return signed


class Aws:
    """Calls in one region. `credentials` is asked before each call, so that a rotated role key is never stale."""

    def __init__(self, region: str, credentials: Callable[[], Credentials]) -> None:
        self.region = region
        self._credentials = credentials
        self._endpoint = os.environ.get("AWS_ENDPOINT_URL", "").rstrip("/")

    def call(self, service: str, action: str, **request: Any) -> dict[str, Any]:
        """A call of a JSON service: dynamodb, kms, secretsmanager."""
        target, version = _TARGETS[service]
        headers = {"content-type": f"application/x-amz-json-{version}", "x-amz-target": f"{target}.{action}"}
        answer = self._post(service, action, headers, json.dumps(request).encode())
        return json.loads(answer) if answer else {}

    def query(self, service: str, action: str, **parameters: str) -> None:
        """A call of a query service (autoscaling, monitoring) whose answer says nothing that we need."""
        form = urllib.parse.urlencode({"Action": action, "Version": _VERSIONS[service], **parameters})
        self._post(service, action, {"content-type": "application/x-www-form-urlencoded"}, form.encode())

    def put_object(
        self, bucket: str, key: str, body: IO[bytes], *, size: int, digest: str, headers: Mapping[str, str]
    ) -> None:
        """Store a file of `size` bytes and SHA-256 `digest` (hexadecimal); S3 refuses it where a byte differs."""
        sent = {**headers, "content-length": str(size)}
        self._send(Request("s3", "PutObject", "PUT", self._object(bucket, key), sent, body, digest))

    def get_object(self, bucket: str, key: str) -> bytes:
        """An object's content, as a whole: for small objects."""
        return self._send(Request("s3", "GetObject", "GET", self._object(bucket, key), {}, b"", _digest(b"")))

    def _object(self, bucket: str, key: str) -> str:
        host = f"{self._endpoint}/{bucket}" if self._endpoint else f"https://{bucket}.s3.{self.region}.amazonaws.com"
        return f"{host}/{urllib.parse.quote(key)}"

    def _post(self, service: str, action: str, headers: Mapping[str, str], body: bytes) -> bytes:
        url = f"{self._endpoint or f'https://{service}.{self.region}.amazonaws.com'}/"
        return self._send(Request(service, action, "POST", url, headers, body, _digest(body)))

    def _send(self, request: Request) -> bytes:
        """Send, and repeat while AWS is busy or out of reach. Every call of ours can be repeated."""
        for attempt in range(1, ATTEMPTS + 1):
            try:
                return self._attempt(request)
            except urllib.error.HTTPError as error:
                code = _code(error)
                passing = error.code in _BUSY or code.startswith(_PASSING)
            except OSError as error:
                code, passing = type(error).__name__, True
            if not passing or attempt == ATTEMPTS:
                raise AwsError(request.service, request.action, code) from None
            time.sleep(min(8.0, 0.1 * 2**attempt) * (0.5 + random.random()))  # noqa: S311 (jitter, not a secret)
        raise AssertionError("the loop above returns or raises")

    def _attempt(self, request: Request) -> bytes:
        if not isinstance(request.body, bytes):
            request.body.seek(0)
        moment = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())
        headers = sign(request, self.region, self._credentials(), moment)
        # The address is https, or what AWS_ENDPOINT_URL says.
        sent = urllib.request.Request(request.url, data=request.body or None, headers=headers, method=request.method)  # noqa: S310
        with urllib.request.urlopen(sent, timeout=TIMEOUT) as response:  # noqa: S310 (see above)
            return bytes(response.read())


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _code(error: urllib.error.HTTPError) -> str:
    """AWS's error code out of a JSON or an XML answer."""
    text = error.read().decode(errors="replace")
    if text.lstrip().startswith("{"):
        return str(json.loads(text).get("__type", error.code)).rsplit("#", 1)[-1]
    _, found, rest = text.partition("<Code>")
    return rest.partition("</Code>")[0] if found else str(error.code)
