"""EventBridge: connections and API destinations, the way out of AWS."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from local.providers.aws.rows import aws_type, client_of, given, unless_missing
from local.providers.aws.shapes import pascal
from local.providers.naming import Autoname
from local.providers.resource import Call, Effect, Made, table

if TYPE_CHECKING:
    from local.providers.aws.connection import Aws
    from local.providers.values import Properties


def _events(call: Call[Aws]) -> Any:  # boto3's
    return client_of(call, "events")


def _authorisation(inputs: Properties) -> dict[str, Any]:
    """The parameters of a connection, in the API's names."""
    given_parameters = inputs["authParameters"]
    wanted: dict[str, Any] = {}
    if key := given_parameters.get("apiKey"):
        wanted["ApiKeyAuthParameters"] = {"ApiKeyName": key["key"], "ApiKeyValue": key["value"]}
    if basic := given_parameters.get("basic"):
        wanted["BasicAuthParameters"] = pascal(basic)
    if oauth := given_parameters.get("oauth"):
        wanted["OAuthParameters"] = {
            "AuthorizationEndpoint": oauth["authorizationEndpoint"],
            "HttpMethod": oauth["httpMethod"],
            "OAuthHttpParameters": _http_parameters(oauth.get("oauthHttpParameters") or {}),
            **({"ClientParameters": _client(oauth["clientParameters"])} if oauth.get("clientParameters") else {}),
        }
    if http := given_parameters.get("invocationHttpParameters"):
        wanted["InvocationHttpParameters"] = _http_parameters(http)
    return wanted


def _client(parameters: Properties) -> dict[str, str]:
    return {"ClientID": parameters["clientId"], "ClientSecret": parameters["clientSecret"]}


def _http_parameters(parameters: Properties) -> dict[str, Any]:
    kinds = {"bodies": "BodyParameters", "headers": "HeaderParameters", "queryStrings": "QueryStringParameters"}
    return {there: pascal(parameters[here]) for here, there in kinds.items() if parameters.get(here)}


def _connection_request(call: Call[Aws]) -> dict[str, Any]:
    return {
        "Name": call.inputs["name"],
        "AuthorizationType": call.inputs["authorizationType"],
        "AuthParameters": _authorisation(call.inputs),
        **given(call, Description="description"),
    }


def _create_connection(call: Call[Aws]) -> Made:
    _events(call).create_connection(**_connection_request(call))
    return Made(id=call.inputs["name"])


def _connection(call: Call[Aws], name: str) -> Any:  # boto3's
    return unless_missing(_events(call).describe_connection, Name=name)


def _read_connection(call: Call[Aws]) -> Properties | None:
    """The parameters are write-only in the API: what the state has stays."""
    there = _connection(call, call.id)
    if there is None:
        return None
    region = call.connection.region_of({**call.old, **call.inputs})
    secret = f"secret:events!connection/{call.id}/{there['ConnectionArn'].rpartition('/')[2]}"
    return {
        "arn": there["ConnectionArn"],
        "name": there["Name"],
        "secretArn": there.get("SecretArn") or call.connection.arn("secretsmanager", secret, region),
        "authorizationType": there["AuthorizationType"],
        "description": there.get("Description") or None,
    }


def _update_connection(call: Call[Aws]) -> None:
    _events(call).update_connection(**_connection_request(call))


def _delete_connection(call: Call[Aws]) -> None:
    unless_missing(_events(call).delete_connection, Name=call.id)


_DESTINATION: Final = {
    "connectionArn": "ConnectionArn",
    "description": "Description",
    "httpMethod": "HttpMethod",
    "invocationEndpoint": "InvocationEndpoint",
    "invocationRateLimitPerSecond": "InvocationRateLimitPerSecond",
    "name": "Name",
}


def _destination_request(call: Call[Aws]) -> dict[str, Any]:
    return {there: call.inputs[here] for here, there in _DESTINATION.items() if here in call.inputs}


def _create_destination(call: Call[Aws]) -> Made:
    _events(call).create_api_destination(**_destination_request(call))
    return Made(id=call.inputs["name"])


def _destination(call: Call[Aws], name: str) -> Any:  # boto3's
    return unless_missing(_events(call).describe_api_destination, Name=name)


def _read_destination(call: Call[Aws]) -> Properties | None:
    there = _destination(call, call.id)
    if there is None:
        return None
    return {"arn": there["ApiDestinationArn"], **{here: there.get(name) for here, name in _DESTINATION.items()}}


def _update_destination(call: Call[Aws]) -> None:
    _events(call).update_api_destination(**_destination_request(call))


def _delete_destination(call: Call[Aws]) -> None:
    unless_missing(_events(call).delete_api_destination, Name=call.id)


EVENT_DESTINATIONS: Final = table(
    aws_type(
        "cloudwatch/eventConnection:EventConnection",
        Effect(
            create=_create_connection,
            read=_read_connection,
            update=_update_connection,
            delete=_delete_connection,
            find=lambda call: call.inputs["name"] if _connection(call, call.inputs["name"]) else None,
        ),
        naming=Autoname(limit=64),
    ),
    aws_type(
        "cloudwatch/eventApiDestination:EventApiDestination",
        Effect(
            create=_create_destination,
            read=_read_destination,
            update=_update_destination,
            delete=_delete_destination,
            find=lambda call: call.inputs["name"] if _destination(call, call.inputs["name"]) else None,
        ),
        naming=Autoname(limit=64),
        defaults={"invocationRateLimitPerSecond": 300},
    ),
)
