"""Names of everything else that has one."""

from policy import kinds
from policy.facts import Resource
from policy.names import of_this_environment
from policy.rule import Results, Rule, Severity

_NAMED_BY = {
    kinds.ROLE: "name",
    "aws:iam/instanceProfile:InstanceProfile": "name",
    "aws:iam/policy:Policy": "name",
    kinds.TOPIC: "name",
    kinds.QUEUE: "name",
    kinds.TABLE: "name",
    kinds.SECURITY_GROUP: "name",
    kinds.LAUNCH_TEMPLATE: "name",
    kinds.SCALING_GROUP: "name",
    kinds.DATABASE: "identifier",
    kinds.DATABASE_CLUSTER: "clusterIdentifier",
    kinds.CACHE: "replicationGroupId",
    kinds.TRAIL: "name",
    kinds.BACKUP_VAULT: "name",
    kinds.ALARM: "name",
    kinds.DASHBOARD: "dashboardName",
    "aws:cloudwatch/eventRule:EventRule": "name",
    "aws:lb/loadBalancer:LoadBalancer": "name",
    "aws:lb/targetGroup:TargetGroup": "name",
}


def check(resource: Resource) -> Results:
    """`<project>-<environment>-<purpose>`; a name that is left out is the engine's, and carries no environment."""
    name = resource[_NAMED_BY[resource.type]]
    yield from of_this_environment(name, resource.environment, shape="<project>-<environment>-<purpose>")


RULE = Rule(
    id="naming-resource",
    title="A named resource is called <project>-<environment>-<purpose>",
    why=(
        "A name that says project, environment and purpose is found, allowed, alarmed on and cleaned up by that "
        "name, and mixed up with no other."
    ),
    remedy="build the name with strongroom.naming.resource",
    severity=Severity.LOW,
    applies_to=tuple(_NAMED_BY),
    check=check,
)
