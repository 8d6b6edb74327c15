"""No secret in the environment of a container or a build."""

from policy.controls import NO_PLAINTEXT, fsbp
from policy.exposure import exposed
from policy.facts import Resource
from policy.rule import Results, Rule, Severity

_PROPERTIES = {
    "aws:ecs/taskDefinition:TaskDefinition": ("containerDefinitions",),
    "aws:batch/jobDefinition:JobDefinition": ("containerProperties", "ecsProperties"),
    "aws:codebuild/project:Project": ("environment",),
    "aws:apprunner/service:Service": ("sourceConfiguration",),
}


def check(resource: Resource) -> Results:
    """Each variable, also inside the JSON that some of these take."""
    for prop in _PROPERTIES[resource.type]:
        yield from exposed(resource[prop], "the container's definition")


RULE = Rule(
    id="plaintext-container-environment",
    title="The environment of a container or a build holds no secret",
    why=(
        "Definitions are versioned and never deleted: whoever may describe one reads every value that was ever in it."
    ),
    remedy="name the secret under `secrets` (ECS) or as type SECRETS_MANAGER (CodeBuild) in place of the value",
    severity=Severity.CRITICAL,
    applies_to=tuple(_PROPERTIES),
    controls=(*NO_PLAINTEXT, fsbp("ECS.8"), fsbp("CodeBuild.2")),
    check=check,
)
