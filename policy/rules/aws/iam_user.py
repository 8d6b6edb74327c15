"""No users with keys of their own."""

from policy.controls import cis, fsbp, nist
from policy.facts import Resource
from policy.rule import Finding, Results, Rule, Severity


def check(resource: Resource) -> Results:
    """Neither users nor access keys nor passwords: people and programs take roles."""
    yield Finding("", _PROBLEMS[resource.type])


_PROBLEMS = {
    "aws:iam/user:User": "a user outlives its person, and its keys live until somebody rotates them",
    "aws:iam/accessKey:AccessKey": "an access key does not expire, and its secret is in the state",
    "aws:iam/userLoginProfile:UserLoginProfile": "a password of its own is one more to leak",
}


RULE = Rule(
    id="iam-user",
    title="No IAM users and no access keys",
    why="A key that does not expire is found years later, in a place nobody remembers.",
    remedy="use a role: for people by the identity centre, for workflows by OIDC, for machines by their instance",
    severity=Severity.HIGH,
    applies_to=tuple(_PROBLEMS),
    controls=(cis("1.21"), fsbp("IAM.3"), nist("IA-5")),
    check=check,
)
