"""An alarm as data, and what CloudWatch is asked for by it.

No alarm of ours may lack an opinion on missing data: one that falls into INSUFFICIENT_DATA is told to nobody.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from pulumi_aws import cloudwatch

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pulumi

FIVE_MINUTES = 300
DAY = 24 * 3600

Comparison = Literal["GreaterThanThreshold", "LessThanThreshold"]
Missing = Literal["breaching", "notBreaching"]


@dataclass(frozen=True, kw_only=True)
class Formula:
    """A step of metric math: the series are called m0, m1, ..., and the last formula is what is compared."""

    id: str
    expression: str


@dataclass(frozen=True, kw_only=True)
class Alarm:
    """One alarm: it rings when a metric over `period` seconds is above (or below) `threshold`.

    `dimensions` has one set a series; of several series the sum counts, unless `formulas` say otherwise.
    `datapoints` of the last `periods` have to be beyond the threshold, all of them where it is left out.
    `statistic` may be a percentile (`p99`). `missing`: what a period without data counts as.
    """

    purpose: str
    description: str
    namespace: str
    metric: str
    dimensions: Sequence[Mapping[str, pulumi.Input[str]]]
    period: int = FIVE_MINUTES
    periods: int = 1
    datapoints: int | None = None
    statistic: str = "Sum"
    comparison: Comparison = "GreaterThanThreshold"
    threshold: float = 0
    missing: Missing = "notBreaching"
    formulas: Sequence[Formula] = ()

    def arguments(self) -> dict[str, Any]:
        """Arguments of a MetricAlarm, without its name and whom it tells."""
        return {
            "alarm_description": self.description,
            "comparison_operator": self.comparison,
            "threshold": self.threshold,
            "evaluation_periods": self.periods,
            "datapoints_to_alarm": self.datapoints,
            "treat_missing_data": self.missing,
            **self._watched(),
        }

    def _watched(self) -> dict[str, Any]:
        """One series as it is; several, or what formulas make of them, as metric math."""
        plain: dict[str, Any] = {"namespace": self.namespace, "metric_name": self.metric, "period": self.period}
        if len(self.dimensions) == 1 and not self.formulas:
            kind = "extended_statistic" if self.statistic.startswith("p") else "statistic"
            return {**plain, kind: self.statistic, "dimensions": self.dimensions[0] or None}
        series = [
            cloudwatch.MetricAlarmMetricQueryArgs(
                id=f"m{number}",
                metric=cloudwatch.MetricAlarmMetricQueryMetricArgs(
                    stat=self.statistic, dimensions=dict(dimensions) or None, **plain
                ),
            )
            for number, dimensions in enumerate(self.dimensions)
        ]
        *steps, last = self.formulas or [self._sum()]
        return {
            "metric_queries": [
                *series,
                *(cloudwatch.MetricAlarmMetricQueryArgs(id=one.id, expression=one.expression) for one in steps),
                cloudwatch.MetricAlarmMetricQueryArgs(
                    id=last.id, expression=last.expression, label=self.metric, return_data=True
                ),
            ]
        }

    def _sum(self) -> Formula:
        filled = ", ".join(f"FILL(m{number}, 0)" for number in range(len(self.dimensions)))
        return Formula(id="total", expression=f"SUM([{filled}])")
