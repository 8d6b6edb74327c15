"""Names of Secrets Manager entries."""

from policy.facts import Resource
from policy.masking import quoted
from policy.names import misnomer
from policy.rule import Finding, Results, Rule, Severity
from policy.values import Value
from strongroom import naming


def check(entry: Resource) -> Results:
    """The name is `<environment>/<path>`, and the environment is the stack's."""
    name = entry["name"]
    text = name.text()
    if text is None:
        yield Finding(
            name, "no name is given, so the engine makes one up", remedy=f"name it {entry.environment}/<path>"
        )
        return
    environment, _, path = text.partition("/")
    if naming.check("environment", environment) or not path:
        right = _right(name, text, entry.environment) or f'; use "{entry.environment}/<path>"'
        yield Finding(name, f"{quoted(name)} does not start with an environment{right}")
    elif environment != entry.environment:
        yield Finding(
            name,
            f"{quoted(name)} names another environment inside the stack {entry.environment}"
            f"{_right(name, path, entry.environment)}",
            remedy=f"start the name with {entry.environment}/",
        )
    if path and (wrong := misnomer(name, "path", path)):
        yield Finding(name, f"the path {wrong}")


def _right(name: Value, path: str, environment: str) -> str:
    """The right name of that path in this environment; empty where nobody can know it, or may see it."""
    segments = path.split("/")
    if segments[0].lower() == environment:
        segments = segments[1:]
    wrong = naming.check("path", "/".join(segments))
    right = "/".join(segments) if wrong is None else wrong.suggestion
    return "" if name.secret or right is None else f'; use "{environment}/{right}"'


RULE = Rule(
    id="naming-secretsmanager",
    title="A Secrets Manager entry is called <environment>/<path>",
    why=(
        "The command, the mirror and the readers' permissions find an entry by its name. One that is called otherwise "
        "is found by nobody, or by a reader of another environment."
    ),
    remedy="build the name with strongroom.naming.secrets_manager",
    severity=Severity.MEDIUM,
    applies_to=("aws:secretsmanager/secret:Secret",),
    check=check,
)
