"""Traffic is recorded."""

from policy import kinds
from policy.controls import cis, fsbp, nist
from policy.facts import Stack
from policy.relations import belonging
from policy.rule import Finding, Results, Severity, StackRule


def check(stack: Stack) -> Results:
    """Each network has a flow log of all traffic, or of what was refused."""
    for vpc in stack.of(kinds.VPC):
        if not any(belonging(stack, vpc, (kinds.FLOW_LOG,), "vpcId")):
            yield Finding("", "no flow log records its traffic", urn=vpc.urn)


RULE = StackRule(
    id="vpc-flow-log",
    title="A network has a flow log",
    why="After a break-in, the flow log is what says where the data went.",
    remedy="add an aws.ec2.FlowLog for the network",
    severity=Severity.MEDIUM,
    controls=(fsbp("EC2.6"), cis("3.7"), nist("AU-12(a)")),
    check=check,
)
