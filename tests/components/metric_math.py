"""CloudWatch's metric math, as far as ours uses it, over one moment of one series: as Python reads the same text."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from components.alerts import Formula

LONGEST = 2048  # characters of an expression: CloudWatch API reference, MetricDataQuery
_WORDS = {"AND": "and", "OR": "or", "IF": "choose"}


def evaluate(formulas: Sequence[Formula], *, moment: int, value: float) -> float:
    """The last formula's value where the series m0 has `value` at `moment`, in seconds since 1970."""
    known: dict[str, Any] = {
        "__builtins__": {},
        "EPOCH": lambda _: moment,
        "FLOOR": math.floor,
        "choose": lambda condition, then, other: then if condition else other,
        "m0": value,
    }
    for formula in formulas:
        assert re.fullmatch(r"[a-z]\w*", formula.id)
        assert len(formula.expression) <= LONGEST
        text = re.sub(r"\b(?:AND|OR|IF)\b", lambda word: _WORDS[word[0]], formula.expression)
        known[formula.id] = eval(text, known)  # noqa: S307 (our own formulas, with no builtins)
    return float(known[formulas[-1].id])
