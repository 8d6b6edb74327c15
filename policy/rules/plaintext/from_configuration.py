"""No supplied value on its way through the program."""

from policy.controls import nist
from policy.facts import Stack
from policy.provenance import Origin, origin
from policy.rule import Finding, Results, Severity, StackRule


def check(stack: Stack) -> Results:
    """A value that is equal to, or made with, a secret configuration value."""
    if not stack.configuration.secrets:
        return
    for resource in stack.resources:
        for leaf in resource.inputs.leaves():
            if leaf.raw and origin(resource, leaf, stack.configuration) is Origin.CONFIGURATION:
                yield Finding(leaf, "is made with a secret of the stack's configuration", urn=resource.urn)


RULE = StackRule(
    id="secret-from-configuration",
    title="A value that a person supplies does not pass through the program",
    why=(
        "A value that comes from the configuration is in the state, in the checkpoint of every update and in the "
        "memory of every preview; an update also puts it back over a rotated one."
    ),
    remedy="put the value with `strongroom put`, and refer to it by its ARN",
    severity=Severity.MEDIUM,
    controls=(nist("IA-5(7)"),),
    check=check,
)
