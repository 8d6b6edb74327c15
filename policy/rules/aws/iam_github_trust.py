"""Roles trust only our own workflows."""

import re

from policy import kinds
from policy.controls import LEAST_PRIVILEGE, nist
from policy.documents import Statement, statements
from policy.facts import Resource
from policy.rule import Finding, Results, Rule, Severity

_ISSUER = "token.actions.githubusercontent.com"


def check(role: Resource) -> Results:
    """A trust in GitHub names the audience and the subject: owner, repository, and environment or branch."""
    for statement in statements(role["assumeRolePolicy"]):
        federated = statement.principals.get("Federated", ())
        if statement.allows and any(_ISSUER in principal for principal in federated):
            yield from _statement(statement)


def _statement(statement: Statement) -> Results:
    if "sts.amazonaws.com" not in statement.condition(f"{_ISSUER}:aud"):
        yield Finding(statement.where, f"{statement.name} does not ask for the audience sts.amazonaws.com")
    subjects = statement.condition(f"{_ISSUER}:sub", f"{_ISSUER}:job_workflow_ref")
    if not subjects:
        yield Finding(statement.where, f"{statement.name} trusts every repository on GitHub")
    for subject in subjects:
        if not _OURS.fullmatch(subject):
            yield Finding(
                statement.where, f"{statement.name} trusts a subject that leaves owner, repository or place open"
            )


# repo:owner/name:environment:x, repo:owner/name:ref:refs/heads/x; a wildcard only at the very end of a ref.
_OURS = re.compile(
    r"repo:[\w.-]+/[\w.-]+:(?:environment:[\w./-]+|ref:refs/(?:heads|tags)/[\w./-]+\*?|pull_request)"
    r"|[\w.-]+/[\w.-]+/\.github/workflows/[\w.-]+@[\w./-]+"
)


RULE = Rule(
    id="iam-github-trust",
    title="A role trusts only workflows of our own, in a place of our own",
    why=(
        "GitHub issues tokens for everyone's repositories. Without a subject, any workflow in the world takes the "
        "role; with repo:owner/*, any new repository does."
    ),
    remedy="ask for aud sts.amazonaws.com and for sub repo:<owner>/<repository>:environment:<environment>",
    severity=Severity.CRITICAL,
    applies_to=(kinds.ROLE,),
    controls=(LEAST_PRIVILEGE, nist("AC-3")),
    check=check,
)
