"""Somebody reads each secret."""

from fnmatch import fnmatchcase

from policy import kinds
from policy.controls import fsbp
from policy.documents import statements
from policy.facts import Resource, Stack
from policy.relations import belonging, readers
from policy.rule import Finding, Results, Severity, StackRule
from policy.values import UndeterminedError

_GRANTS = ("secretsmanager:GetSecretValue", "secretsmanager:BatchGetSecretValue")
_SHOWN = 5
_PARTS_OF_IT = (kinds.SECRET_VERSION, kinds.SECRET_ROTATION, kinds.SECRET_POLICY)


def check(stack: Stack) -> Results:
    """A resource that depends on it, or a policy that allows reading it by name. One summary for all of them.

    A policy that is not known yet may allow more: it is undetermined, and so is a secret that rotates, since its
    function's policy is one of these. What nothing else reads is told as read by nothing that is known yet.
    """
    patterns, unknown = _allowed(stack)
    read = {secret.urn for secret in stack.of(kinds.SECRET) if _is_read(stack, secret, patterns)}
    if unknown:
        read |= {secret.urn for secret in stack.of(kinds.SECRET) if _rotates(stack, secret)}
    unread = sorted(secret.name for secret in stack.of(kinds.SECRET) if secret.urn not in read)
    yield from unknown
    if unread:
        nothing = f"nothing that is known yet ({len(unknown)} policies are not)" if unknown else "nothing in this stack"
        more = f" and {len(unread) - _SHOWN} more" if len(unread) > _SHOWN else ""
        yield Finding("", f"{len(unread)} are read by {nothing}: {', '.join(unread[:_SHOWN])}{more}")


def _is_read(stack: Stack, secret: Resource, patterns: list[str]) -> bool:
    if any(reader.type not in _PARTS_OF_IT for reader in readers(stack, secret.urn)):
        return True
    name = secret["name"].raw
    return isinstance(name, str) and any(fnmatchcase(f"secret:{name}-xxxxxx", pattern) for pattern in patterns)


def _rotates(stack: Stack, secret: Resource) -> bool:
    return any(True for _ in belonging(stack, secret, (kinds.SECRET_ROTATION,), "secretId"))


def _allowed(stack: Stack) -> tuple[list[str], list[UndeterminedError]]:
    """The names that policies allow to read, as patterns; and the policies that are not known yet."""
    patterns: list[str] = []
    unknown: list[UndeterminedError] = []
    documents = [(r, prop) for kind, prop in kinds.IDENTITY_POLICIES.items() for r in stack.of(kind)]
    documents += [(r, "policy") for r in stack.of(kinds.SECRET, kinds.SECRET_POLICY)]
    for resource, prop in documents:
        try:
            for statement in statements(resource[prop]):
                if any(statement.grants(action) for action in _GRANTS):
                    patterns += [_name(target) for target in statement.resources if _names_any(target)]
        except UndeterminedError as leaf:
            unknown.append(leaf)
    return patterns, unknown


def _names_any(arn: str) -> bool:
    """Whether it says something of the name: who may read every secret there is, is no reader of this one."""
    return bool(_name(arn).removeprefix("secret:").strip("*?-"))


def _name(arn: str) -> str:
    return "secret:" + arn.partition(":secret:")[2] if ":secret:" in arn else arn


RULE = StackRule(
    id="secret-unread",
    title="Every secret has a reader",
    why="A secret that nothing reads is only a risk.",
    remedy="remove the entry, or let its consumer read it by a policy of this stack",
    severity=Severity.LOW,
    controls=(fsbp("SecretsManager.3"),),
    informs=True,
    check=check,
)
