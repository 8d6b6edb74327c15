"""`strongroom alerts`: whom alarms tell beside mailboxes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from strongroom.cli.options import DEFAULT_CATALOGUE, CatalogueOption, EnvironmentOption, JsonOption

if TYPE_CHECKING:
    from strongroom.stores.connections import Connection

alerts = typer.Typer(no_args_is_help=True, help="Whom alarms tell beside mailboxes: see docs/observability.md.")

_WAY_OUT = {
    "slack": "set strongroom:alerts.slack in the stack's configuration, then: pulumi up",
    "pagerduty": "set strongroom:alerts.pagerduty in the stack's configuration, then: pulumi up",
}


@alerts.callback()
def _group() -> None:
    """Keep `connect` a subcommand, though it is the only one."""


@alerts.command("connect")
def connect(
    *,
    channel: Annotated[Literal["slack", "pagerduty"], typer.Argument(help="What the stack's configuration names.")],
    also: Annotated[
        list[str] | None, typer.Option("--also", metavar="REGION", help="In the stack's second region, too.")
    ] = None,
    environment: EnvironmentOption = None,
    catalogue: CatalogueOption = DEFAULT_CATALOGUE,
    as_json: JsonOption = False,
) -> None:
    """Give EventBridge the token with which alarms are told to Slack, or the key of a PagerDuty service.

    It comes from a hidden prompt or a pipe, is tried with a first message that calls nobody, and goes to the program's
    own connections, nowhere else.

    Example: strongroom alerts connect slack --environment production --also us-west-2
    """
    from strongroom.cli.session import Session
    from strongroom.cli.token import read_token
    from strongroom.operations.alert_channels import RINGING, demand_shape, greet, parameters
    from strongroom.stores import connections

    session = Session.open(catalogue, environment)
    found: list[Connection] = [
        connections.Connection(
            environment=session.scope.environment,
            purpose=connections.alerts(channel),
            way_out=_WAY_OUT[channel],
            region=region,
        )
        for region in (None, *(also or ()))
    ]
    for one in found:
        one.demand()
    token = read_token(session, f"Token of {channel} (hidden): ")
    demand_shape(channel, token)
    greet(found[0], channel, token, connections.alerts(RINGING))
    for one in found:
        one.put(parameters(channel, token))
    places = [one.place for one in found]
    session.journal.record(
        "alerts connect", result="stored", environment=session.scope.environment, channel=channel, connections=places
    )
    if as_json:
        session.terminal.json({"channel": channel, "connections": places, "result": "stored"})
    else:
        session.terminal.result(f"stored: the token of {' and '.join(places)}; {channel} has got a first message")
