"""Who calls: not what they write, but what AWS says of whoever signed a request that only they could have signed.

A caller sends a statement, and a request `sts:GetCallerIdentity` that they signed and did not send, with the hash of
the statement among the signed headers. This function sends it, to AWS and nowhere else. A changed statement has
another hash, so the signature is wrong; a signature serves once; one of another region, or of long ago, never.
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
"""

from __future__ import annotations

import hashlib
import re
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from break_glass.errors import CallerError, ServiceError, StatementError

if TYPE_CHECKING:
    from collections.abc import Mapping

HEADER = "x-strongroom-statement"
BODY = b"Action=GetCallerIdentity&Version=2011-06-15"
FORM = "application/x-www-form-urlencoded; charset=utf-8"
FRESH = timedelta(minutes=5)
_PATIENCE = 10
_ATTEMPTS = 3
_SERVER_ERROR = 500
_AUTHORIZATION = re.compile(
    r"AWS4-HMAC-SHA256 Credential=\w{4,128}/(?P<day>\d{8})/(?P<region>[a-z0-9-]+)/sts/aws4_request, ?"
    r"SignedHeaders=(?P<headers>[a-z0-9;-]+), ?Signature=(?P<signature>[0-9a-f]{64})"
)
_TEXT = re.compile(r"[\x21-\x7e]{1,4096}")


@dataclass(frozen=True, kw_only=True)
class Principal:
    """Whom AWS knows the signer as."""

    arn: str
    user_id: str


@dataclass(frozen=True, kw_only=True)
class Signed:
    """A statement and the signature over its hash."""

    statement: str
    authorization: str
    date: str
    token: str | None

    @classmethod
    def parse(cls, event: Mapping[str, Any]) -> Signed:
        """Out of an event; raises StatementError."""
        given = event.get("signature")
        texts = [event.get("statement"), *((given.get(name) for name in _SENT) if isinstance(given, dict) else ())]
        if len(texts) <= len(_SENT) or not all(isinstance(text, str) for text in texts[:3]):
            raise StatementError("the event is no signed statement", way_out="use the command: strongroom break-glass")
        token = texts[3]
        if token is not None and not (isinstance(token, str) and _TEXT.fullmatch(token)):
            raise StatementError("the security token is none", way_out="use the command: strongroom break-glass")
        return cls(statement=str(texts[0]), authorization=str(texts[1]), date=str(texts[2]), token=token)

    @property
    def digest(self) -> str:
        """What the signature has to cover."""
        return hashlib.sha256(self.statement.encode()).hexdigest()


_SENT = ("authorization", "x-amz-date", "x-amz-security-token")


def signature_of(signed: Signed, region: str, now: datetime) -> str:
    """The signature, once it covers what it has to, here and now; raises CallerError."""
    found = _AUTHORIZATION.fullmatch(signed.authorization)
    if found is None:
        raise CallerError("the request is not signed as AWS demands it", way_out="use strongroom break-glass")
    needed = {"host", "x-amz-date", HEADER, *(("x-amz-security-token",) if signed.token else ())}
    if not needed <= set(found["headers"].split(";")):
        raise CallerError("the signature does not cover the statement", way_out="use strongroom break-glass")
    if found["region"] != region:
        raise CallerError(f"the request is signed for another region than {region}", way_out="set AWS_REGION")
    try:
        at = datetime.strptime(signed.date, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    except ValueError:
        raise CallerError("the request has no date", way_out="use strongroom break-glass") from None
    if abs(now - at) > FRESH:
        raise CallerError("the request was signed too long ago", way_out="check this machine's clock, and repeat")
    return found["signature"]


def principal(signed: Signed, endpoint: str) -> Principal:
    """Ask AWS who signed; raises CallerError, ServiceError.

    The address, the body and all headers but the signer's three are this function's own: a caller can't have it
    ask another server, nor another question.
    """
    headers = {
        "content-type": FORM,
        "authorization": signed.authorization,
        "x-amz-date": signed.date,
        HEADER: signed.digest,
        **({"x-amz-security-token": signed.token} if signed.token else {}),
    }
    request = urllib.request.Request(endpoint, data=BODY, headers=headers, method="POST")  # noqa: S310 (ours, or a test's)
    for attempt in range(_ATTEMPTS):
        try:
            with _OPENER.open(request, timeout=_PATIENCE) as answer:
                return _told(answer.read().decode())
        except urllib.error.HTTPError as error:
            if error.code < _SERVER_ERROR:
                raise CallerError("AWS does not know the signature", way_out="sign in again, and repeat") from None
        except OSError:
            pass
        time.sleep(0.2 * 2**attempt)
    raise ServiceError("AWS does not say who you are (sts:GetCallerIdentity)", way_out="repeat the command")


def _told(answer: str) -> Principal:
    arn, user = (re.search(rf"<{name}>([^<>]+)</{name}>", answer) for name in ("Arn", "UserId"))
    if arn is None or user is None:
        raise ServiceError("AWS said something else than who you are", way_out="repeat the command")
    return Principal(arn=arn[1], user_id=user[1])


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """An answer from elsewhere is none."""

    def redirect_request(self, *_arguments: Any) -> None:
        """Go nowhere."""
        return


_OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}), _NoRedirect())
