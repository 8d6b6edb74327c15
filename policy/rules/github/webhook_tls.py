"""Webhooks are sent over TLS and signed."""

from policy import expect
from policy.controls import IN_TRANSIT
from policy.facts import Resource
from policy.rule import Finding, Results, Rule, Severity


def check(webhook: Resource) -> Results:
    """To https, with the certificate checked, with a secret."""
    configuration = webhook["configuration"]
    address = configuration["url"]
    if (address.text() or "").startswith("http://"):
        yield Finding(address, "events travel in the clear")
    yield from expect.off(configuration["insecureSsl"], "any certificate is taken")
    yield from expect.given(configuration["secret"], "the receiver can't tell our events from anyone's")


RULE = Rule(
    id="github-webhook-tls",
    title="A webhook is sent over TLS and signed",
    why="Who can forge an event starts what events start.",
    remedy="use https, leave insecureSsl off, set a generated secret",
    severity=Severity.MEDIUM,
    applies_to=(
        "github:index/repositoryWebhook:RepositoryWebhook",
        "github:index/organizationWebhook:OrganizationWebhook",
    ),
    controls=(IN_TRANSIT,),
    check=check,
)
