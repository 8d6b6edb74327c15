"""Somebody reads each secret."""

from fnmatch import fnmatchcase

from policy import kinds
from policy.controls import fsbp
from policy.documents import statements
from policy.facts import Stack
from policy.relations import readers
from policy.rule import Finding, Results, Severity, StackRule
from policy.values import UndeterminedError

_GRANTS = ("secretsmanager:GetSecretValue", "secretsmanager:BatchGetSecretValue")
_PARTS_OF_IT = (kinds.SECRET_VERSION, kinds.SECRET_ROTATION, kinds.SECRET_POLICY)


def check(stack: Stack) -> Results:
    """A resource that depends on it, or a policy that allows reading it by name. Unknown policies leave it open."""
    patterns, open_leaves = _allowed(stack)
    for secret in stack.of(kinds.SECRET):
        used = any(reader.type not in _PARTS_OF_IT for reader in readers(stack, secret.urn))
        name = secret["name"].raw
        if used or (isinstance(name, str) and any(fnmatchcase(f"secret:{name}-xxxxxx", p) for p in patterns)):
            continue
        yield (
            open_leaves[0] if open_leaves else Finding("", "no policy of the stack lets anyone read it", urn=secret.urn)
        )


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
                    patterns += [_name(target) for target in statement.resources]
        except UndeterminedError as leaf:
            unknown.append(leaf)
    return patterns, unknown


def _name(arn: str) -> str:
    return "secret:" + arn.partition(":secret:")[2] if ":secret:" in arn else arn


RULE = StackRule(
    id="secret-unread",
    title="Every secret has a reader",
    why="A secret that nothing reads is only a risk.",
    remedy="remove the entry, or let its consumer read it by a policy of this stack",
    severity=Severity.LOW,
    controls=(fsbp("SecretsManager.3"),),
    check=check,
)
