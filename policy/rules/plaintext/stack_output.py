"""No secret in a stack's outputs."""

from policy.controls import NO_PLAINTEXT
from policy.exposure import held
from policy.facts import Stack
from policy.rule import Results, Severity, StackRule, about


def check(stack: Stack) -> Results:
    """Each output that is not marked secret. The inputs of the root are the same values and not looked at twice."""
    for root in stack.of("pulumi:pulumi:Stack"):
        yield from about(root.urn, held(root.outputs))


RULE = StackRule(
    id="plaintext-stack-output",
    title="A stack output holds no secret in the clear",
    why="Outputs are printed after each update, kept in the state and read by other stacks.",
    remedy="export the secret's ARN, or mark the output secret",
    severity=Severity.CRITICAL,
    controls=NO_PLAINTEXT,
    check=check,
)
