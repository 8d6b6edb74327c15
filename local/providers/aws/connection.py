"""How the aws provider reaches its endpoint, and what it answers where there is none."""

from __future__ import annotations

import os
import threading
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from local.providers.loopback import refusal_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from local.providers.values import Properties

OFFLINE_ACCOUNT: Final = "000000000000"  # what the emulator answers too
DEFAULT_REGION: Final = "us-east-1"
CREATION_TAG: Final = "strongroom:local-creation"  # on things without a name: how an interrupted creation is found
_DUMMY: Final = "local"

_LOCK: Final = threading.Lock()
_CLIENTS: Final[dict[tuple[str, str, str | None, str], Any]] = {}


@dataclass(frozen=True, kw_only=True)
class Aws:
    """One configured aws provider. `endpoint` is None offline: previews work, effects do not."""

    endpoint: str | None
    region: str
    default_tags: Mapping[str, str] = field(default_factory=dict)

    @property
    def refusal(self) -> str | None:
        return refusal_of("AWS_ENDPOINT_URL", self.endpoint)

    @property
    def partition(self) -> str:
        if self.region.startswith("cn-"):
            return "aws-cn"
        return "aws-us-gov" if self.region.startswith("us-gov-") else "aws"

    def region_of(self, properties: Properties) -> str:
        """The region of one resource: its own `region`, else the provider's."""
        return str(properties.get("region") or self.region)

    def client(self, service: str, region: str | None = None) -> Any:  # boto3 makes its clients at run time
        """The client of a service in a region."""
        return _client(service, region or self.region, self.endpoint, os.environ.get("AWS_ACCESS_KEY_ID", _DUMMY))

    @cached_property
    def account(self) -> str:
        """The emulator's account; a fixed one offline."""
        if self.refusal:
            return OFFLINE_ACCOUNT
        return str(self.client("sts").get_caller_identity()["Account"])

    def arn(self, service: str, resource: str, region: str | None = None) -> str:
        """An ARN in this account and region; `region=""` for services without one."""
        where = self.region if region is None else region
        return f"arn:{self.partition}:{service}:{where}:{self.account}:{resource}"

    def tags_all(self, inputs: Properties) -> Mapping[str, str]:
        """The resource's tags over the provider's default tags."""
        return {**self.default_tags, **_tag_map(inputs)}

    def own_tags(self, tags: Mapping[str, str], inputs: Properties) -> Mapping[str, str]:
        """The tags of one resource as its inputs would name them: without default tags and without our own mark."""
        given = _tag_map(inputs)
        return {
            key: value
            for key, value in tags.items()
            if key != CREATION_TAG and (key in given or self.default_tags.get(key) != value)
        }


def _tag_map(inputs: Properties) -> Mapping[str, str]:
    """The tags of a resource; a scaling group lists its own in another form, and default tags leave them alone."""
    given = inputs.get("tags")
    return given if isinstance(given, dict) else {}


def _client(service: str, region: str, endpoint: str | None, identity: str) -> Any:  # boto3's
    """Made once: reading a model takes a tenth of a second. Clients are safe for threads, sessions are not."""
    key = (service, region, endpoint, identity)
    with _LOCK:
        if key not in _CLIENTS:
            import boto3

            make: Any = boto3.Session(
                aws_access_key_id=identity, aws_secret_access_key=os.environ.get("AWS_SECRET_ACCESS_KEY", _DUMMY)
            ).client  # the stubs know a service by its literal name only
            _CLIENTS[key] = make(service, region_name=region, endpoint_url=endpoint, config=_config())
        return _CLIENTS[key]


def _config() -> Any:
    """One attempt a call: the journal, not a hidden second attempt, is what makes a repeat safe."""
    from botocore.config import Config

    return Config(
        retries={"total_max_attempts": 1},
        connect_timeout=5,
        read_timeout=60,
        max_pool_connections=32,
        s3={"addressing_style": "path"},
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
    )
