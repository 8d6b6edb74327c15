"""The emulator as someone else sees it: a client that knows nothing of the providers."""

from __future__ import annotations

from typing import Any

import boto3


def client_of(endpoint: str, service: str) -> Any:
    """A boto3 client of the emulator."""
    session: Any = boto3.Session(aws_access_key_id="local", aws_secret_access_key="local", region_name="us-east-1")
    return session.client(service, endpoint_url=endpoint)
