"""Structured logs and metrics; names, ids and counts only, never a value.

Metrics (CloudWatch's embedded format on standard output), in the namespace that the function's environment names,
`POWERTOOLS_METRICS_NAMESPACE`: `strongroom/rotation/<environment>`, so that two stacks of an account don't mix:

| name | dimensions | unit | when |
|---|---|---|---|
| RotationFailed | strategy, step | Count 1 | a step failed, or the sweep of one secret (step `sweep`) |
| RotationSucceeded | strategy | Count 1 | a new version became current |
| CredentialRetired | strategy | Count 1 | an old credential was taken out of use |
| RotationDue | strategy | Count | secrets whose value has to change within 14 days, at each sweep |
| RotationOverdue | strategy | Count | secrets whose value should have changed already, at each sweep |
| RotationOverdueDays | strategy | Count | days of the worst of them, at each sweep |
| RotationStuck | strategy | Count | rotations that have been under way for more than a day, at each sweep |

https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from aws_lambda_powertools import Logger
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.metrics.provider.cloudwatch_emf.cloudwatch import AmazonCloudWatchEMFProvider

if TYPE_CHECKING:
    from collections.abc import Mapping

NAMESPACE = "strongroom/rotation"

logger = Logger(service="rotation")


def count(name: str, value: float = 1, *, strategy: str, step: str | None = None) -> None:
    """Emit one metric."""
    dimensions = {"strategy": strategy} | ({"step": step} if step else {})
    emit({name: value}, dimensions)


def emit(values: Mapping[str, float], dimensions: Mapping[str, str]) -> None:
    """Emit metrics that share their dimensions, and no others: alarms are made on exactly these."""
    namespace = os.environ.get("POWERTOOLS_METRICS_NAMESPACE", NAMESPACE)
    provider = AmazonCloudWatchEMFProvider(namespace=namespace, service="")
    for name, text in dimensions.items():
        provider.add_dimension(name=name, value=text)
    for name, value in values.items():
        provider.add_metric(name=name, unit=MetricUnit.Count, value=value)
    provider.flush_metrics()
