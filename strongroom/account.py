"""An AWS account as an environment's preparations need it: any service's client, and whose account it is."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config

from strongroom.stores.aws_errors import translated
from strongroom.stores.opening import keep_apart

if TYPE_CHECKING:
    from botocore.client import BaseClient

_ONCE = Config(connect_timeout=5, read_timeout=20, retries={"total_max_attempts": 1})
_PATIENT = Config(connect_timeout=5, read_timeout=10, retries={"mode": "standard", "total_max_attempts": 3})


@dataclass(frozen=True, kw_only=True)
class Caller:
    """Who asks: the account, the whole ARN, and the partition that it is in."""

    account: str
    arn: str
    partition: str


@dataclass(frozen=True, kw_only=True)
class Account:
    """The account that the credentials belong to, in the region of an environment's stack."""

    environment: str
    region: str
    _session: boto3.Session = field(default_factory=boto3.Session)  # the default one would keep who we were before
    _clients: dict[tuple[str, str, bool], Any] = field(default_factory=dict)

    def client(self, service: str, region: str | None = None, *, once: bool = False) -> Any:
        """A client, once it is sure that rehearsal and reality are not mixed up; raises StoreError.

        `once`: without retries, for a call that makes a second thing where the first one's answer was lost.
        """
        place = (service, region or self.region, once)
        if place not in self._clients:
            with translated("AWS"):
                made: BaseClient = self._session.client(
                    service, region_name=place[1], config=_ONCE if once else _PATIENT
                )  # type: ignore[call-overload]  # the service is a variable here
            keep_apart(self.environment, made.meta.endpoint_url, "AWS_ENDPOINT_URL")
            self._clients[place] = made
        return self._clients[place]

    def caller(self) -> Caller:
        """Who we are; raises StoreError."""
        with translated("AWS", action="sts:GetCallerIdentity"):
            said = self.client("sts").get_caller_identity()
        return Caller(account=said["Account"], arn=said["Arn"], partition=said["Arn"].split(":")[1])
