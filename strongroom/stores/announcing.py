"""The connection by which EventBridge tells GitHub of a finished rotation; the program makes it without its token."""

from __future__ import annotations

from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from strongroom import naming
from strongroom.stores import aws_client
from strongroom.stores.aws_errors import translated
from strongroom.stores.errors import NotFoundError
from strongroom.stores.opening import keep_apart

if TYPE_CHECKING:
    from mypy_boto3_events import EventBridgeClient
    from pydantic import SecretStr

PURPOSE = "rotation-announcements"  # as components/rotation_announcements.py names it


def connection(environment: str) -> str:
    """Name of an environment's connection; raises NotFoundError where the program has made none."""
    name = naming.resource(environment, PURPOSE)
    place = f"events:connection/{name}"
    try:
        with translated(place, action="events:DescribeConnection", passing=_is_missing):
            _client(environment).describe_connection(Name=name)
    except ClientError:
        raise NotFoundError(
            place=place,
            problem="there is no such connection",
            way_out="set strongroom:rotation.announce in the stack's configuration, then: pulumi up",
        ) from None
    return name


def connect(environment: str, name: str, token: SecretStr) -> None:
    """Put the token into the connection; EventBridge keeps it in a secret of its own."""
    key = {"ApiKeyName": "Authorization", "ApiKeyValue": f"Bearer {token.get_secret_value()}"}
    with translated(f"events:connection/{name}", action="events:UpdateConnection"):
        _client(environment).update_connection(Name=name, AuthParameters={"ApiKeyAuthParameters": key})  # type: ignore[typeddict-item]  # the stubs take literal keys only


def _client(environment: str) -> EventBridgeClient:
    with translated("EventBridge"):
        client = aws_client.events()
    keep_apart(environment, client.meta.endpoint_url, "AWS_ENDPOINT_URL")
    return client


def _is_missing(error: ClientError) -> bool:
    return error.response["Error"]["Code"] == "ResourceNotFoundException"
