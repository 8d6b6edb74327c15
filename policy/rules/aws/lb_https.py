"""Balancers speak TLS."""

from policy import kinds
from policy.controls import IN_TRANSIT, fsbp
from policy.facts import Resource
from policy.rule import Finding, Results, Rule, Severity


def check(listener: Resource) -> Results:
    """HTTP only where it does nothing but redirect to HTTPS; TCP only where the target ends TLS."""
    protocol = listener["protocol"].text()
    if protocol == "HTTP" and not _redirects(listener):
        yield Finding(listener["protocol"], "requests and tokens travel in the clear")


def _redirects(listener: Resource) -> bool:
    actions = listener["defaultActions"].items()
    return bool(actions) and all(
        action["type"].text() == "redirect" and action["redirect"]["protocol"].text() in ("HTTPS", "#{protocol}")
        for action in actions
    )


RULE = Rule(
    id="lb-https",
    title="A listener speaks HTTPS, or redirects to it",
    why="A token sent in the clear is everyone's token.",
    remedy="use protocol HTTPS with a certificate; let HTTP only redirect",
    severity=Severity.HIGH,
    applies_to=kinds.LISTENERS,
    controls=(fsbp("ELB.1"), IN_TRANSIT),
    check=check,
)
