"""Names of KMS aliases."""

from policy import kinds
from policy.facts import Resource
from policy.masking import quoted
from policy.names import misnomer
from policy.rule import Finding, Results, Rule, Severity
from strongroom import naming


def check(alias: Resource) -> Results:
    """`alias/<project>-<environment>-<purpose>`."""
    name = alias["name"]
    text = name.text()
    if text is None:
        yield Finding(name, "no name is given, so the engine makes one up")
        return
    prefix = f"alias/{naming.PROJECT}-{alias.environment}-"
    if not text.startswith(prefix):
        yield Finding(name, f"{quoted(name)} does not start with {prefix}")
    elif wrong := misnomer(name, "purpose", text.removeprefix(prefix)):
        yield Finding(name, f"the purpose {wrong}")


RULE = Rule(
    id="naming-kms-alias",
    title="A KMS alias is called alias/<project>-<environment>-<purpose>",
    why=(
        "Keys have no names. The alias is how people, runbooks and configurations find the key of an environment, "
        "and not the one of another."
    ),
    remedy="build the name with strongroom.naming.kms_alias",
    severity=Severity.MEDIUM,
    applies_to=(kinds.KEY_ALIAS,),
    check=check,
)
