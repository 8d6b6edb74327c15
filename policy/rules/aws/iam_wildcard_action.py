"""IAM policies name their actions."""

import re

from policy import kinds
from policy.controls import LEAST_PRIVILEGE, cis, fsbp
from policy.documents import statements
from policy.facts import Resource
from policy.rule import Finding, Results, Rule, Severity

_DENIES_NOTHING = re.compile(r"\*|[a-z0-9-]+:\*")


def check(policy: Resource) -> Results:
    """No `*` and no `service:*` in a statement that allows."""
    for statement in statements(policy[kinds.IDENTITY_POLICIES[policy.type]]):
        wide = [action for action in statement.actions if _DENIES_NOTHING.fullmatch(action)]
        if statement.allows and wide:
            yield Finding(statement.where, f"{statement.name} allows {', '.join(wide)}")


RULE = Rule(
    id="iam-wildcard-action",
    title="An IAM policy names its actions",
    why="`*` grants what AWS adds tomorrow, and `iam:*` grants everything else as well.",
    remedy="list the actions; prefixes such as s3:Get* where they are many",
    severity=Severity.HIGH,
    applies_to=tuple(kinds.IDENTITY_POLICIES),
    controls=(fsbp("IAM.1"), fsbp("IAM.21"), cis("1.16"), LEAST_PRIVILEGE),
    check=check,
)
