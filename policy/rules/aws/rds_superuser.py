"""The service keeps the superuser's password."""

from policy import expect, kinds
from policy.controls import nist
from policy.facts import Resource
from policy.rule import Results, Rule, Severity


def check(database: Resource) -> Results:
    """A replica takes this from its source."""
    if not database["replicateSourceDb"] and not database["replicationSourceIdentifier"]:
        yield from expect.on(
            database["manageMasterUserPassword"], "the superuser's password passes through the program and its state"
        )


RULE = Rule(
    id="rds-superuser",
    title="A database's superuser has a password that the service keeps",
    why=(
        "Whoever may read the state then owns the data. What RDS makes itself is in Secrets Manager alone, and rotates "
        "every week."
    ),
    remedy="set manageMasterUserPassword, with masterUserSecretKmsKeyId, and leave the password out",
    severity=Severity.MEDIUM,
    applies_to=(kinds.DATABASE, kinds.DATABASE_CLUSTER),
    controls=(nist("IA-5"),),
    check=check,
)
