"""Databases take TLS connections only."""

from policy import kinds
from policy.controls import IN_TRANSIT, fsbp
from policy.facts import Resource
from policy.rule import Finding, Results, Rule, Severity
from policy.values import Value

_FORCED_BY = {
    "postgres": ("rds.force_ssl", "1"),
    "mysql": ("require_secure_transport", "1"),
    "mariadb": ("require_secure_transport", "1"),
}


def check(group: Resource) -> Results:
    """The engine's own switch, in the parameter group."""
    family = group["family"].text() or ""
    for engine, (name, wanted) in _FORCED_BY.items():
        if engine in family and not _set(group["parameters"], name, wanted):
            yield Finding(group["parameters"], f"{name} is not {wanted}: connections without TLS are taken")


def _set(parameters: Value, name: str, wanted: str) -> bool:
    return any(
        item["name"].text() == name and str(item["value"].text() or "").lower() in (wanted, "on", "true")
        for item in parameters.items()
    )


RULE = Rule(
    id="rds-tls",
    title="A database takes TLS connections only",
    why="A client that forgets TLS sends its password in the clear, and works.",
    remedy="set rds.force_ssl (PostgreSQL) or require_secure_transport (MySQL, MariaDB) to 1",
    severity=Severity.HIGH,
    applies_to=kinds.DATABASE_PARAMETERS,
    controls=(fsbp("RDS.38"), fsbp("RDS.39"), IN_TRANSIT),
    check=check,
)
