"""No secret in a tag."""

from policy.controls import NO_PLAINTEXT
from policy.exposure import exposed
from policy.facts import Resource
from policy.rule import Results, Rule, Severity


def check(resource: Resource) -> Results:
    """Keys and values of tags and labels."""
    for tags in resource.given("tags", "tagsAll", "labels", "tagSpecifications"):
        yield from exposed(tags, "everyone who lists resources by their tags")


RULE = Rule(
    id="plaintext-tag",
    title="A tag holds no secret",
    why=("Tags are shown in consoles, bills and inventories, and travel to every account that consolidates them."),
    remedy="take the value out of the tag; refer to the secret by its name",
    severity=Severity.HIGH,
    applies_to=("aws:*", "github:*", "vault:*", "pulumi:providers:*"),
    controls=NO_PLAINTEXT,
    check=check,
)
