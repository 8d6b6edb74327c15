"""No secret in any other place."""

from policy import kinds
from policy.controls import NO_PLAINTEXT
from policy.exposure import held
from policy.facts import Resource
from policy.rule import Results, Rule, Severity

# Judged by a rule of their own, with a better remedy.
_ELSEWHERE = frozenset(
    [
        "tags",
        "tagsAll",
        "labels",
        "tagSpecifications",
        "description",
        "comment",
        "alarmDescription",
        "note",
        "message",
        "summary",
        "title",
        "body",
    ]
)
_ELSEWHERE_OF = {
    kinds.FUNCTION: frozenset({"environment"}),
    kinds.INSTANCE: frozenset({"userData", "userDataBase64"}),
    kinds.LAUNCH_TEMPLATE: frozenset({"userData"}),
    kinds.LAUNCH_CONFIGURATION: frozenset({"userData", "userDataBase64"}),
    kinds.PARAMETER: frozenset({"value", "insecureValue"}),
    kinds.DASHBOARD: frozenset({"dashboardBody"}),
    "aws:ecs/taskDefinition:TaskDefinition": frozenset({"containerDefinitions"}),
    "aws:batch/jobDefinition:JobDefinition": frozenset({"containerProperties", "ecsProperties"}),
    "aws:codebuild/project:Project": frozenset({"environment"}),
    "aws:apprunner/service:Service": frozenset({"sourceConfiguration"}),
    **dict.fromkeys(kinds.GITHUB_VARIABLES, frozenset({"value"})),
}


def check(resource: Resource) -> Results:
    """Every leaf that is not marked secret and that no other rule judges."""
    if resource.type.startswith("pulumi:providers:"):
        return
    elsewhere = _ELSEWHERE_OF.get(resource.type, frozenset())
    for prop, value in resource.inputs.entries().items():
        if prop not in _ELSEWHERE and prop not in elsewhere:
            yield from held(value)


RULE = Rule(
    id="plaintext-anywhere",
    title="No property holds a secret in the clear",
    why=(
        "What is not marked secret is kept in the state as it is, shown in previews and logs, and sent to the "
        "provider's own records."
    ),
    remedy=("generate or read the value with a resource, or mark it secret; then rotate it, since it has been seen"),
    severity=Severity.HIGH,
    applies_to=("*",),
    controls=NO_PLAINTEXT,
    check=check,
)
