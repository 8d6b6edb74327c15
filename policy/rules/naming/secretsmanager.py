"""Names of Secrets Manager entries."""

from policy.facts import Resource
from policy.masking import quoted
from policy.names import misnomer
from policy.rule import Finding, Results, Rule, Severity
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
        yield Finding(name, f'{quoted(name)} does not start with an environment; use "{entry.environment}/<path>"')
    elif environment != entry.environment:
        yield Finding(
            name,
            f"{quoted(name)} names another environment inside the stack {entry.environment}",
            remedy=f"start the name with {entry.environment}/",
        )
    if path and (wrong := misnomer(name, "path", path)):
        yield Finding(name, f"the path {wrong}")


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
