"""KMS keys are not for everyone."""

from policy import kinds
from policy.controls import LEAST_PRIVILEGE, fsbp
from policy.documents import statements
from policy.facts import Resource
from policy.rule import Finding, Results, Rule, Severity


def check(key: Resource) -> Results:
    """No statement allows everyone, unless a condition narrows it to accounts, organisations or services of ours."""
    for statement in statements(key["policy"]):
        if statement.allows and statement.for_everyone and not statement.condition(*_NARROWING):
            yield Finding(statement.where, f"{statement.name} allows every AWS principal")


_NARROWING = (
    "kms:CallerAccount",
    "aws:PrincipalAccount",
    "aws:PrincipalOrgID",
    "aws:PrincipalArn",
    "aws:SourceAccount",
    "aws:SourceArn",
)


RULE = Rule(
    id="kms-public",
    title="A key policy does not allow everyone",
    why="Whoever may use the key reads everything that it encrypts.",
    remedy="name the principals, or narrow the statement by kms:CallerAccount or aws:PrincipalOrgID",
    severity=Severity.CRITICAL,
    applies_to=(*kinds.KEYS, kinds.KEY_POLICY),
    controls=(fsbp("KMS.5"), LEAST_PRIVILEGE),
    check=check,
)
