"""No secret in a provider's configuration."""

from policy.controls import NO_PLAINTEXT
from policy.exposure import held
from policy.facts import Resource
from policy.rule import Results, Rule, Severity


def check(provider: Resource) -> Results:
    """Each setting: a provider's inputs are kept in the state, and only some are marked secret by its SDK."""
    yield from held(provider.inputs)


RULE = Rule(
    id="plaintext-provider-configuration",
    title="A provider is configured with no secret in the clear",
    why=(
        "The inputs of a provider are kept in the state. vault.Provider(token=...) and its kind are not marked "
        "secret by themselves, so the state keeps them as they are."
    ),
    remedy="let the provider read it from its environment, or mark the value secret",
    severity=Severity.CRITICAL,
    applies_to=("pulumi:providers:*",),
    controls=NO_PLAINTEXT,
    check=check,
)
