"""Who signed is who asks: sts:GetCallerIdentity holds the signature against the key's secret, as AWS does.

The emulator believes any signature. This one question is what others build on: whoever passes a signed request of it
on learns from the answer who signed. Keys that the emulator made (of users, of sessions) have a secret to hold against;
the local stack's own credentials have none, and are the account's root.
"""

from __future__ import annotations

import hmac
import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import ModuleType

_ACTION = b"Action=GetCallerIdentity"
_AUTHORIZATION = re.compile(
    r"AWS4-HMAC-SHA256 Credential=(?P<key>[^/]+)/\d{8}/(?P<region>[a-z0-9-]+)/(?P<service>[a-z0-9]+)/aws4_request,\s*"
    r"SignedHeaders=(?P<headers>[^,]+),\s*Signature=(?P<signature>[0-9a-f]+)"
)
_BELIEVED = timedelta(minutes=15)


def verify_signatures(sts: ModuleType) -> None:
    """Put the check before the emulator's own answer."""
    handle = sts.__dict__["handle_request"]

    async def handling(method: str, path: str, headers: dict[str, str], body: bytes, query: Any) -> Any:
        if _ACTION in body and (wrong := _wrong(sts, headers, body)):
            return sts._error(403, wrong, "The request signature we calculated does not match.", ns="sts")
        return await handle(method, path, headers, body, query)

    sts.__dict__["handle_request"] = handling


def _wrong(sts: ModuleType, headers: Mapping[str, str], body: bytes) -> str | None:
    """The code of AWS's refusal, or None."""
    found = _AUTHORIZATION.match(headers.get("authorization", ""))
    secret = _secret(sts, found["key"], headers.get("x-amz-security-token")) if found else None
    if found is None or secret is None:
        return None  # the stack's own credentials
    if not _is_fresh(headers.get("x-amz-date", "")):
        return "SignatureDoesNotMatch"
    if not secret:
        return "InvalidClientTokenId"
    signed = {name: headers.get(name, "") for name in found["headers"].split(";")}
    request = AWSRequest(method="POST", url=f"https://{signed.get('host', '')}/", data=body, headers=signed)
    request.context["timestamp"] = headers["x-amz-date"]
    signer = SigV4Auth(Credentials(found["key"], secret), found["service"], found["region"])
    text = signer.string_to_sign(request, signer.canonical_request(request))
    made = signer.signature(text, request)
    return None if hmac.compare_digest(made, found["signature"]) else "SignatureDoesNotMatch"


def _secret(sts: ModuleType, key: str, token: str | None) -> str | None:
    """The key's secret; empty where it does not go with the token, None where nobody made the key."""
    session = sts._sessions.get(key)
    if session is not None:
        return str(session["SecretAccessKey"]) if session.get("SessionToken") == token else ""
    answer = sts.resolve_credential(key, sts.get_account_id())
    secret = getattr(answer, "secret_access_key", None)
    is_root = getattr(answer, "principal_type", "Root") == "Root"
    return None if is_root else str(secret)


def _is_fresh(date: str) -> bool:
    try:
        at = datetime.strptime(date, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    except ValueError:
        return False
    return abs(datetime.now(UTC) - at) <= _BELIEVED
