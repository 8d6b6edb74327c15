"""Every KMS key has a policy of its own."""

from policy import kinds
from policy.controls import LEAST_PRIVILEGE
from policy.facts import Stack
from policy.relations import belonging
from policy.rule import Finding, Results, Severity, StackRule


def check(stack: Stack) -> Results:
    """In the key's own property, or as a resource beside it."""
    for key in stack.of(*kinds.KEYS):
        policy = key["policy"]
        if not policy.unknown and not policy and not any(belonging(stack, key, (kinds.KEY_POLICY,), "keyId")):
            yield Finding(policy, "no policy is given, so the default one leaves all to IAM", urn=key.urn)


RULE = StackRule(
    id="kms-policy",
    title="A KMS key has a policy of its own",
    why=(
        "The default policy hands every decision to IAM: whoever may write IAM policies may decrypt. No reviewer "
        "can see from the key who that is."
    ),
    remedy="give the key a policy that names who administers it and who uses it",
    severity=Severity.MEDIUM,
    controls=(LEAST_PRIVILEGE,),
    check=check,
)
