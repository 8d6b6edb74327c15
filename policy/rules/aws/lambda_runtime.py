"""Functions run on what is still mended."""

import re

from policy import kinds
from policy.controls import fsbp
from policy.facts import Resource
from policy.masking import quoted
from policy.rule import Finding, Results, Rule, Severity

# Source: AWS Lambda developer guide, "Lambda runtimes", table of deprecated runtimes.
_GONE = re.compile(
    r"(?:nodejs(?:\d\.\d+|4|6|8|10|12|14|16|18)|python(?:2\.7|3\.[6-9])|ruby2\.[57]|dotnet(?:core\d\.\d|5\.0|6|7)|java8|go1)\.?x?"
)


def check(function: Resource) -> Results:
    """No runtime that AWS has stopped mending."""
    runtime = function["runtime"]
    if _GONE.fullmatch(runtime.text() or ""):
        yield Finding(runtime, f"{quoted(runtime)} gets no security fixes any more")


RULE = Rule(
    id="lambda-runtime",
    title="A function runs on a supported runtime",
    why="A function that handles secrets on a runtime without fixes hands them to the next known hole.",
    remedy="use a supported runtime, such as python3.12",
    severity=Severity.MEDIUM,
    applies_to=(kinds.FUNCTION,),
    controls=(fsbp("Lambda.2"),),
    check=check,
)
