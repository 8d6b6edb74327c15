"""Nobody is an administrator by habit."""

import re

from policy import kinds
from policy.controls import LEAST_PRIVILEGE, cis, fsbp
from policy.facts import Resource
from policy.masking import quoted
from policy.rule import Finding, Results, Rule, Severity, each
from policy.values import Value

_FULL = re.compile(
    r"arn:aws[\w-]*:iam::aws:policy/(?:AdministratorAccess|PowerUserAccess|IAMFullAccess|\w*(?:SecretsManager|KeyManagementService)\w*|\w+FullAccess)"
)


def check(resource: Resource) -> Results:
    """No policy of AWS that allows everything of a service (requirement 4.2)."""
    attached = [resource["policyArn"], *resource["managedPolicyArns"].items()]
    yield from each(attached, _policy)


def _policy(arn: Value) -> Results:
    text = arn.text() or ""
    if _FULL.fullmatch(text) and not text.endswith("ReadOnlyAccess"):
        yield Finding(arn, f"{quoted(text.rpartition('/')[2])} allows everything of a service")


RULE = Rule(
    id="iam-administrator",
    title="No *FullAccess and no AdministratorAccess is attached",
    why="Full access to IAM, Secrets Manager or KMS is full access to everything.",
    remedy="write a policy with the actions that are needed",
    severity=Severity.HIGH,
    applies_to=(*kinds.POLICY_ATTACHMENTS, kinds.ROLE),
    controls=(fsbp("IAM.1"), cis("1.16"), LEAST_PRIVILEGE),
    check=check,
)
