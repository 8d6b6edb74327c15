"""Security groups are not open to the world."""

from policy import kinds
from policy.controls import cis, fsbp, nist
from policy.facts import Resource
from policy.rule import Finding, Results, Rule, Severity, each
from policy.values import Value

_WORLD = ("0.0.0.0/0", "::/0")


def check(resource: Resource) -> Results:
    """Inline rules of a group, and rules that are resources of their own."""
    if resource.type == kinds.SECURITY_GROUP:
        yield from each(resource["ingress"].items(), _rule)
    elif resource.type == kinds.INGRESS_RULE:
        yield from _blocks(resource.inputs, "cidrIpv4", "cidrIpv6")
    elif resource["type"].text() == "ingress":
        yield from _rule(resource.inputs)


def _rule(rule: Value) -> Results:
    yield from _blocks(rule, "cidrBlocks", "ipv6CidrBlocks")


def _blocks(rule: Value, *properties: str) -> Results:
    for prop in properties:
        yield from each(rule[prop].items(), lambda block: _block(rule, block))


def _block(rule: Value, block: Value) -> Results:
    if block.text() in _WORLD:
        yield Finding(block, f"the whole world is let in on {_ports(rule)}")


def _ports(rule: Value) -> str:
    first, last = rule["fromPort"].number(), rule["toPort"].number()
    if first is None or last is None or rule["ipProtocol"].text() == "-1" or rule["protocol"].text() == "-1":
        return "every port"
    return f"port {first:g}" if first == last else f"ports {first:g} to {last:g}"


RULE = Rule(
    id="security-group-open",
    title="A security group lets in no address of the whole world",
    why="0.0.0.0/0 on the port of a store of secrets makes its login page everyone's.",
    remedy="let in the clients' ranges or their security groups",
    severity=Severity.CRITICAL,
    applies_to=(kinds.SECURITY_GROUP, kinds.INGRESS_RULE, kinds.SECURITY_GROUP_RULE),
    controls=(fsbp("EC2.18"), fsbp("EC2.19"), cis("5.2"), cis("5.3"), nist("SC-7(5)"), nist("SC-7(11)")),
    check=check,
)
