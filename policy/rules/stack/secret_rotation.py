"""What the engine generates also rotates."""

from policy import kinds
from policy.controls import fsbp, nist, pci
from policy.facts import Resource, Stack
from policy.relations import belonging
from policy.rule import Finding, Results, Severity, StackRule, each


def check(stack: Stack) -> Results:
    """A value that the stack generates has a rotation, or leaves the value to one, or a tag says why it has none.

    A value that a person supplies is rotated at its source, by its owner.
    """
    for secret in stack.of(kinds.SECRET):
        versions = belonging(stack, secret, (kinds.SECRET_VERSION,), "secretId")
        generated = [version for version in versions if version.property_dependencies.get("secretString")]
        if generated and not any("secretString" in version.options.ignore_changes for version in generated):
            yield from each([secret], _secret, stack)


def _secret(secret: Resource, stack: Stack) -> Results:
    rotations = belonging(stack, secret, (kinds.SECRET_ROTATION,), "secretId")
    if not any(True for _ in rotations) and not secret["tags"]["Rotation"]:
        yield Finding("", "the value is generated once and never again", urn=secret.urn)


RULE = StackRule(
    id="secret-rotation",
    title="A generated secret rotates, or says why not",
    why="What is never rotated can't be rotated when it has to be: nobody knows who reads it.",
    remedy="give it a rotation in the catalogue, or the tag Rotation with the reason",
    severity=Severity.MEDIUM,
    controls=(fsbp("SecretsManager.1"), nist("IA-5(f)"), pci("8.6.3"), pci("8.3.9")),
    check=check,
)
