"""Secrets are encrypted with a key of ours."""

from policy import expect, kinds
from policy.controls import AT_REST, nist
from policy.facts import Resource
from policy.rule import Results, Rule, Severity, each


def check(secret: Resource) -> Results:
    """A customer-managed key; replicas need one of their region each."""
    yield from expect.given(
        secret["kmsKeyId"], "the account's default key encrypts it, which everyone in the account uses"
    )
    yield from each(
        secret["replicas"].items(), lambda replica: expect.given(replica["kmsKeyId"], "a replica uses the default key")
    )


RULE = Rule(
    id="secretsmanager-key",
    title="A Secrets Manager entry is encrypted with a key of its own",
    why=(
        "With the default key, IAM alone decides who reads. A key of ours is a second lock, with a policy and a "
        "log of its own."
    ),
    remedy="set kmsKeyId to the key for secrets",
    severity=Severity.HIGH,
    applies_to=(kinds.SECRET,),
    controls=(AT_REST, nist("SC-12")),
    check=check,
)
