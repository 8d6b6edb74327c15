"""What the examples of a type need to exist before it: made once a test, through the provider itself."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from local.providers.values import Asset

if TYPE_CHECKING:
    from tests.local.providers.engine import Engine, State

ACCOUNT: Final = "000000000000"
SECOND_REGION: Final = "us-west-2"
_PAST: Final = "2012-10-17"


def policy(*, principal: str | None = None, resource: str = "*", action: str = "*") -> str:
    """A policy document with one statement."""
    statement: dict[str, Any] = {"Effect": "Allow", "Action": action, "Resource": resource}
    if principal:
        statement["Principal"] = {"AWS": principal}
    return json.dumps({"Version": _PAST, "Statement": [statement]})


def trust(service: str = "lambda") -> str:
    """A trust policy for a service."""
    principal = {"Service": f"{service}.amazonaws.com"}
    statement = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": principal}
    return json.dumps({"Version": _PAST, "Statement": [statement]})


def code(answer: str = "done") -> Asset:
    """An archive with a Lambda handler in it."""
    text = f"def handler(event, context):\n    return {answer!r}\n"
    member = Asset(archive=False, fields={"text": text, "hash": secrets.token_hex(32)})
    return Asset(archive=True, fields={"assets": {"main.py": member}, "hash": secrets.token_hex(32)})


@dataclass(frozen=True, kw_only=True)
class World:
    """Prerequisites by kind, made when first asked for."""

    engine: Engine
    made: dict[str, State] = field(default_factory=dict)
    tag: str = field(default_factory=lambda: secrets.token_hex(4))

    def get(self, token: str, **inputs: Any) -> State:
        if token not in self.made:
            self.made[token] = self.engine.create(f"aws:{token}", inputs, name=f"world-{self.tag}")
        return self.made[token]

    def out(self, token: str, name: str, **inputs: Any) -> str:
        return str(self.get(token, **inputs).plain[name])

    def key(self) -> str:
        return self.out("kms/key:Key", "arn")

    def bucket(self) -> str:
        return self.get("s3/bucket:Bucket", forceDestroy=True).id

    def versioned_bucket(self) -> str:
        versioning = {"status": "Enabled"}
        return self.get(
            "s3/bucketVersioning:BucketVersioning", bucket=self.bucket(), versioningConfiguration=versioning
        ).id

    def role(self) -> State:
        return self.get("iam/role:Role", assumeRolePolicy=trust())

    def managed_policy(self) -> str:
        return self.get("iam/policy:Policy", policy=policy(action="s3:GetObject")).id

    def function(self) -> State:
        return self.get(
            "lambda/function:Function",
            role=self.role().plain["arn"],
            code=code(),
            handler="main.handler",
            runtime="python3.12",
        )

    def secret(self) -> str:
        return self.get("secretsmanager/secret:Secret", recoveryWindowInDays=0).id

    def topic(self) -> str:
        return self.get("sns/topic:Topic").id

    def queue(self) -> State:
        return self.get("sqs/queue:Queue")

    def log_group(self) -> str:
        return self.get("cloudwatch/logGroup:LogGroup").id

    def alarm(self) -> str:
        return self.get(
            "cloudwatch/metricAlarm:MetricAlarm",
            comparisonOperator="GreaterThanThreshold",
            evaluationPeriods=1,
            metricName="Errors",
            namespace="Strongroom",
            period=60,
            statistic="Sum",
            threshold=1,
        ).id

    def rule(self) -> str:
        return self.get("cloudwatch/eventRule:EventRule", scheduleExpression="rate(1 hour)").id

    def connection(self) -> str:
        parameters = {"apiKey": {"key": "Authorization", "value": secrets.token_hex(8)}}
        return self.out(
            "cloudwatch/eventConnection:EventConnection",
            "arn",
            authorizationType="API_KEY",
            authParameters=parameters,
        )
