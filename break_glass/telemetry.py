"""What is said to the log group: a line of JSON for each step, and a metric for what somebody should hear of.

Metrics (namespace `strongroom/break-glass`, dimension `environment`, unit Count): `BreakGlassRequested`,
`BreakGlassApproved`, `BreakGlassDenied`, `BreakGlassOpened`, `BreakGlassEnded`, `BreakGlassRefused` (a call that was
not allowed). No reason, no token and no signature is said here.
https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
"""

from __future__ import annotations

import json
import time
from typing import Any

NAMESPACE = "strongroom/break-glass"


def tell(environment: str, metric: str, **facts: Any) -> None:
    """One line that is both: the facts, and one more in the metric's count."""
    described = {
        "Timestamp": int(time.time() * 1000),
        "CloudWatchMetrics": [
            {
                "Namespace": NAMESPACE,
                "Dimensions": [["environment"]],
                "Metrics": [{"Name": metric, "Unit": "Count"}],
            }
        ],
    }
    line = {
        "service": "break-glass",
        "event": metric,
        **facts,
        "environment": environment,
        metric: 1,
        "_aws": described,
    }
    print(json.dumps(line), flush=True)
