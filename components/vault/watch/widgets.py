"""Dashboards as data, and the JSON that CloudWatch takes for them: the same text for the same data.

Source: CloudWatch API reference, "Dashboard body structure and syntax": a grid of 24 columns, 500 widgets at most.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

COLUMNS = 24
HEIGHT = 6


@dataclass(frozen=True, kw_only=True)
class Series:
    """One line of a graph: a metric, which of its series, and how its values are put together."""

    namespace: str
    metric: str
    dimensions: Mapping[str, str]
    label: str
    statistic: str = "Sum"

    def json(self, region: str) -> list[Any]:
        """As CloudWatch has it: one list of namespace, name, and names and values of dimensions."""
        pairs = [part for pair in self.dimensions.items() for part in pair]
        return [self.namespace, self.metric, *pairs, {"label": self.label, "stat": self.statistic, "region": region}]


@dataclass(frozen=True, kw_only=True)
class Graph:
    """Lines over time, or their newest values as numbers; `limit` draws a line that must not be crossed.

    `computed`: a label and an expression of CloudWatch's metric math over the series `m1`, `m2` ..., shown for them.
    `whole`: one number over all of the time that somebody looks at.
    """

    title: str
    series: Sequence[Series]
    period: int = 300
    view: Literal["timeSeries", "singleValue"] = "timeSeries"
    limit: tuple[str, float] | None = None
    computed: tuple[str, str] | None = None
    whole: bool = False
    width: int = 8
    kind = "metric"

    def properties(self, region: str) -> dict[str, Any]:
        """The widget's properties."""
        found: dict[str, Any] = {
            "title": self.title,
            "region": region,
            "view": self.view,
            "stacked": False,
            "period": self.period,
            "metrics": self._metrics(region),
        }
        if self.whole:
            found["setPeriodToTimeRange"] = True
        if self.limit:
            found["annotations"] = {"horizontal": [{"label": self.limit[0], "value": self.limit[1]}]}
        return found

    def _metrics(self, region: str) -> list[Any]:
        series = [one.json(region) for one in self.series]
        if not self.computed:
            return series
        label, expression = self.computed
        for number, one in enumerate(series, 1):
            one[-1] |= {"id": f"m{number}", "visible": False}
        return [[{"label": label, "expression": expression, "id": "e1"}], *series]


@dataclass(frozen=True, kw_only=True)
class Alarms:
    """How alarms stand."""

    title: str
    arns: Sequence[str]
    width: int = COLUMNS
    kind = "alarm"

    def properties(self, region: str) -> dict[str, Any]:  # noqa: ARG002 (an ARN names its own region)
        """The widget's properties."""
        return {"title": self.title, "alarms": list(self.arns)}


@dataclass(frozen=True, kw_only=True)
class Found:
    """What a query finds in log groups."""

    title: str
    log_groups: Sequence[str]
    query: str
    width: int = 12
    kind = "log"

    def properties(self, region: str) -> dict[str, Any]:
        """The widget's properties."""
        sources = " | ".join(f"SOURCE '{group}'" for group in self.log_groups)
        return {"title": self.title, "region": region, "view": "table", "query": f"{sources} | {self.query}"}


@dataclass(frozen=True, kw_only=True)
class Words:
    """A sentence in Markdown."""

    markdown: str
    width: int = COLUMNS
    kind = "text"

    def properties(self, region: str) -> dict[str, Any]:  # noqa: ARG002 (words are of no region)
        """The widget's properties."""
        return {"markdown": self.markdown}


Widget = Graph | Alarms | Found | Words


def render(widgets: Sequence[Widget], region: str) -> str:
    """The body of a dashboard: widgets from left to right, and below where a row is full."""
    return json.dumps({"widgets": list(_placed(widgets, region))}, sort_keys=True)


def _placed(widgets: Sequence[Widget], region: str) -> Iterator[dict[str, Any]]:
    x = y = 0
    lowest = 0
    for widget in widgets:
        height = 2 if isinstance(widget, Words) else HEIGHT
        if x + widget.width > COLUMNS:
            x, y = 0, lowest
        yield {
            "type": widget.kind,
            "x": x,
            "y": y,
            "width": widget.width,
            "height": height,
            "properties": widget.properties(region),
        }
        x, lowest = x + widget.width, max(lowest, y + height)
