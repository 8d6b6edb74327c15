"""JWT roles are bound to somebody."""

from policy import kinds
from policy.controls import LEAST_PRIVILEGE, nist
from policy.facts import Resource
from policy.rule import Finding, Results, Rule, Severity, each
from policy.values import Value


def check(role: Resource) -> Results:
    """An audience, and a subject or claims without a wildcard for everything."""
    if not role["boundAudiences"] and role["roleType"].text() != "oidc":
        yield Finding(role["boundAudiences"], "a token made out to somebody else is taken")
    claims = role["boundClaims"]
    if not role["boundSubject"] and not claims:
        yield Finding(claims, "everyone whom the issuer knows may log in")
    yield from each(claims.entries().values(), _claim)


def _claim(claim: Value) -> Results:
    if (claim.text() or "").strip() in ("*", "repo:*", "repo:*/*:*"):
        yield Finding(claim, "the claim is asked for and may be anything")


RULE = Rule(
    id="vault-jwt-bound",
    title="A JWT role is bound to an audience and to claims",
    why="GitHub's issuer signs tokens for everyone's workflows: without a bound claim, all of them log in.",
    remedy="set boundAudiences, and boundClaims such as repository and environment",
    severity=Severity.CRITICAL,
    applies_to=(kinds.VAULT_JWT_ROLE,),
    controls=(LEAST_PRIVILEGE, nist("AC-3")),
    check=check,
)
