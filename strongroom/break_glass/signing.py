"""A statement that only we can have made: its hash is signed within a request by which AWS says who we are.

The request, `sts:GetCallerIdentity`, is not sent from here. Whoever gets it can learn our name with it for a quarter of
an hour, and nothing else; the function takes it once.
"""

from __future__ import annotations

import hashlib
import os
from typing import TYPE_CHECKING

import boto3
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest

from strongroom.stores.aws_errors import translated
from strongroom.stores.errors import DeniedError, UnreachableError

if TYPE_CHECKING:
    from botocore.credentials import ReadOnlyCredentials

# As break_glass/identity.py sends it.
HEADER = "x-strongroom-statement"
BODY = b"Action=GetCallerIdentity&Version=2011-06-15"
FORM = "application/x-www-form-urlencoded; charset=utf-8"
_SENT = ("authorization", "x-amz-date", "x-amz-security-token")


def signature(statement: str, *, region: str, keys: ReadOnlyCredentials, address: str = "") -> dict[str, str]:
    """The headers that prove who signed a statement. `address`: where the function asks AWS, else `endpoint`."""
    headers = {"content-type": FORM, HEADER: hashlib.sha256(statement.encode()).hexdigest()}
    request = AWSRequest(method="POST", url=address or endpoint(region), data=BODY, headers=headers)
    SigV4Auth(keys, "sts", region).add_auth(request)
    found = {name.lower(): str(text) for name, text in request.headers.items()}
    return {name: found[name] for name in _SENT if name in found}


def endpoint(region: str) -> str:
    """Where the function will send the request."""
    return os.environ.get("AWS_ENDPOINT_URL") or f"https://sts.{region}.amazonaws.com/"


def ourselves() -> tuple[str, ReadOnlyCredentials]:
    """Region and credentials of this shell; raises StoreError."""
    with translated("AWS"):
        session = boto3.Session(region_name=os.environ.get("AWS_REGION") or None)
        found = session.get_credentials()
    if found is None:
        way_out = "sign in as yourself (aws sso login) or set AWS_PROFILE"
        raise DeniedError(place="AWS", problem="no AWS credentials found", way_out=way_out)
    if not session.region_name:
        raise UnreachableError(place="AWS", problem="no AWS region is set", way_out="set AWS_REGION")
    return session.region_name, found.get_frozen_credentials()
