"""The tags that everything carries."""

from policy import kinds
from policy.facts import Resource
from policy.masking import quoted
from policy.rule import Finding, Results, Rule, Severity
from policy.values import UndeterminedError
from strongroom import naming


def check(resource: Resource) -> Results:
    """Every required tag, none empty, and the environment's is the stack's. Types that take no tags are left alone."""
    tags = resource["tags"]
    if not tags.present and not resource["tagsAll"].present:
        if resource.type in _TAGGED:
            yield Finding(tags, f"there are no tags; {_list(naming.REQUIRED_TAGS)} are required")
        return
    if not tags.entries() and resource.type not in _TAGGED:
        return
    yield from (UndeterminedError(tags[name].path) for name in naming.REQUIRED_TAGS if tags[name].unknown)
    missing = [name for name in naming.REQUIRED_TAGS if not tags[name].unknown and not tags[name]]
    if missing:
        yield Finding(tags, f"without {_list(missing)}")
    environment = tags["Environment"]
    text = environment.text()
    if text and text != resource.environment:
        yield Finding(environment, f"{quoted(environment)} is not the stack, {resource.environment}")


def _list(names: tuple[str, ...] | list[str]) -> str:
    return ", ".join(names)


_TAGGED = (
    kinds.SECRET,
    *kinds.KEYS,
    kinds.FUNCTION,
    kinds.LOG_GROUP,
    kinds.TOPIC,
    kinds.QUEUE,
    kinds.TABLE,
    kinds.PARAMETER,
    kinds.ROLE,
    kinds.INSTANCE,
    kinds.LAUNCH_TEMPLATE,
    kinds.VOLUME,
    kinds.VPC,
    kinds.SUBNET,
    kinds.SECURITY_GROUP,
    kinds.DATABASE,
    kinds.DATABASE_CLUSTER,
    kinds.CACHE,
    kinds.TRAIL,
    kinds.BACKUP_VAULT,
    *kinds.BUCKETS,
    *kinds.LOAD_BALANCERS,
)


RULE = Rule(
    id="naming-tags",
    title="Every resource says its project, environment, component, owner and who manages it",
    why=(
        "Tags answer whose this is, what it costs and whether it may be deleted. Ownership is marked, and only "
        "what is owned is ever changed."
    ),
    remedy="take the tags from the stack's context, which has all of them",
    severity=Severity.MEDIUM,
    applies_to=("aws:*",),
    check=check,
)
