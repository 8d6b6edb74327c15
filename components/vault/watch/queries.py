"""Questions to the logs (requirement 4.15), as data: the queries that CloudWatch keeps, and those on dashboards.

Source: CloudWatch Logs user guide, "CloudWatch Logs Insights language query syntax". The fields are OpenBao's audit
log's, and those that rotation/telemetry.py writes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from strongroom import naming

if TYPE_CHECKING:
    from collections.abc import Sequence

_SECRET = f"request.path like /^{naming.KV_MOUNT}\\/data\\//"
_READ = f'type = "response" and request.operation = "read" and {_SECRET} and not ispresent(error)'
_REFUSED = (
    '(type = "request" and error like /permission denied/) or (type = "response" and request.mount_class = "auth"'
    ' and request.mount_type != "token" and ispresent(response.data.error) and not ispresent(auth.accessor)'
    " and not ispresent(request.client_token) and (not ispresent(error) or error not like /invalid request|readonly/))"
)


@dataclass(frozen=True, kw_only=True)
class Query:
    """A question, the log groups that it is put to, and its text."""

    name: str
    title: str
    log_groups: tuple[str, ...]
    text: str


def queries(environment: str, audit: str, events: str, rotations: Sequence[str]) -> tuple[Query, ...]:
    """The questions of one stack. `rotations`: log groups of the functions that rotate."""
    broken = naming.resource(environment, "break-glass")
    found = (
        Query(
            name="access-patterns",
            title="Who reads which secrets",
            log_groups=(audit,),
            text=f"filter {_READ}\n| stats count(*) as reads, min(@timestamp) as first, max(@timestamp) as last"
            " by auth.display_name, request.path\n| sort reads desc\n| limit 100",
        ),
        Query(
            name="access-by-hour",
            title="Reads by the hour, and by how many",
            log_groups=(audit,),
            text=f"filter {_READ}\n| stats count(*) as reads, count_distinct(auth.display_name) as readers by bin(1h)",
        ),
        Query(
            name="unauthorised",
            title="Who was refused, where, and from where",
            log_groups=(audit,),
            text=f"filter {_REFUSED}\n| stats count(*) as refused, max(@timestamp) as last"
            " by auth.display_name, request.operation, request.path, request.remote_address\n"
            "| sort refused desc\n| limit 100",
        ),
        Query(
            name="break-glass",
            title="What was done by break-glass and by root",
            log_groups=(audit,),
            text=f'filter type = "request" and (auth.policies.0 = "root" or auth.policies.0 like /^{broken}/'
            f" or auth.policies.1 like /^{broken}/ or request.path like /^sys\\/generate-root/)\n"
            "| fields @timestamp, auth.display_name, request.operation, request.path, request.remote_address, error\n"
            "| sort @timestamp desc\n| limit 200",
        ),
        Query(
            name="key-events",
            title="Who touched a key or asked for a recovery share",
            log_groups=(events,),
            text="fields @timestamp, detail.eventName, detail.userIdentity.arn, detail.sourceIPAddress,"
            " detail.requestParameters.keyId, detail.requestParameters.secretId, detail.errorCode\n"
            "| sort @timestamp desc\n| limit 100",
        ),
    )
    return (*found, *_of_rotations(tuple(rotations)))


def _of_rotations(groups: tuple[str, ...]) -> tuple[Query, ...]:
    if not groups:
        return ()
    return (
        Query(
            name="rotation-failures",
            title="Rotations that failed, and why",
            log_groups=groups,
            text='filter level in ["ERROR", "WARNING"]\n| fields @timestamp, strategy, step, secret, message, way_out\n'
            "| sort @timestamp desc\n| limit 100",
        ),
    )
