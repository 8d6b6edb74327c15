"""Connections by which EventBridge tells others of something; the program makes them without their tokens."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from strongroom import naming
from strongroom.stores import aws_client
from strongroom.stores.aws_errors import translated
from strongroom.stores.errors import NotFoundError
from strongroom.stores.opening import keep_apart

if TYPE_CHECKING:
    from mypy_boto3_events import EventBridgeClient
    from pydantic import SecretStr

ANNOUNCEMENTS = "rotation-announcements"  # as components/rotation/announcements.py names it


def alerts(part: str) -> str:
    """Purpose of what tells of alarms, as components/alerts names it: a channel's connection, a rule."""
    return f"alerts-{part}"


@dataclass(frozen=True, kw_only=True)
class Connection:
    """One connection, in the region that the command acts in or another one. `way_out`: how it comes to be there."""

    environment: str
    purpose: str
    way_out: str
    region: str | None = None

    @property
    def name(self) -> str:
        """What EventBridge calls it."""
        return naming.resource(self.environment, self.purpose)

    @property
    def place(self) -> str:
        """Where it is, for people."""
        return f"events:connection/{self.name}" + (f" ({self.region})" if self.region else "")

    def demand(self) -> None:
        """Go on where it is there; raises NotFoundError where the program has made none."""
        self._asked(self.place, "DescribeConnection", lambda client: client.describe_connection(Name=self.name))

    def put(self, parameters: dict[str, Any]) -> None:
        """Put what it is authorised by; EventBridge keeps it in a secret of its own."""
        with translated(self.place, action="events:UpdateConnection"):
            self._client().update_connection(Name=self.name, AuthParameters=parameters)  # type: ignore[arg-type]  # of either kind below

    def url(self) -> str:
        """Address that is called with it."""
        place = f"events:api-destination/{self.name}"
        found = self._asked(
            place, "DescribeApiDestination", lambda client: client.describe_api_destination(Name=self.name)
        )
        return str(found["InvocationEndpoint"])

    def template(self, rule: str, target: str) -> str:
        """What a target of a rule is told, with EventBridge's placeholders."""
        name = naming.resource(self.environment, rule)
        found = self._asked(
            f"events:rule/{name}", "ListTargetsByRule", lambda client: client.list_targets_by_rule(Rule=name)
        )
        told: dict[str, Any] = next((one for one in found["Targets"] if one["Id"] == target), {})
        return str(told.get("InputTransformer", {}).get("InputTemplate", ""))

    def _asked(self, place: str, action: str, ask: Any) -> Any:
        try:
            with translated(place, action=f"events:{action}", passing=_is_missing):
                return ask(self._client())
        except ClientError:
            raise NotFoundError(place=place, problem="there is no such thing", way_out=self.way_out) from None

    def _client(self) -> EventBridgeClient:
        with translated("EventBridge"):
            client = aws_client.events(self.region)
        keep_apart(self.environment, client.meta.endpoint_url, "AWS_ENDPOINT_URL")
        return client


def bearer(token: SecretStr) -> dict[str, Any]:
    """A token that goes into the Authorization header."""
    return {
        "ApiKeyAuthParameters": {"ApiKeyName": "Authorization", "ApiKeyValue": f"Bearer {token.get_secret_value()}"}
    }


def in_body(name: str, token: SecretStr) -> dict[str, Any]:
    """A token that goes into a field of the body; a connection has to have a header, and this one says nothing."""
    return {
        "ApiKeyAuthParameters": {"ApiKeyName": "X-Strongroom", "ApiKeyValue": "-"},
        "InvocationHttpParameters": {
            "BodyParameters": [{"Key": name, "Value": token.get_secret_value(), "IsValueSecret": True}]
        },
    }


def _is_missing(error: ClientError) -> bool:
    return error.response["Error"]["Code"] == "ResourceNotFoundException"
