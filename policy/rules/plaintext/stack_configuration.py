"""No secret in a stack's plain configuration."""

from policy.controls import NO_PLAINTEXT
from policy.detect.detector import detect
from policy.facts import Stack
from policy.rule import Finding, Results, Severity, StackRule


def check(stack: Stack) -> Results:
    """Each key that is not marked secret."""
    configuration = stack.configuration
    for key, value in sorted(configuration.values.items()):
        if key in configuration.secret_keys:
            continue
        for detection in detect(value, key.rpartition(":")[2]):
            yield Finding(f"configuration {key}", f"holds a secret in the clear: {detection}")


RULE = StackRule(
    id="plaintext-stack-configuration",
    title="The configuration of a stack holds no secret in the clear",
    why=(
        "Pulumi.<stack>.yaml is committed. A value that is not encrypted there is in the repository and in its "
        "history for ever."
    ),
    remedy="take it out of the configuration, or set it with `pulumi config set --secret`; then rotate it",
    severity=Severity.CRITICAL,
    controls=NO_PLAINTEXT,
    check=check,
)
