"""Backups are encrypted with a key of ours."""

from policy import expect, kinds
from policy.controls import fsbp, nist
from policy.facts import Resource
from policy.rule import Results, Rule, Severity


def check(vault: Resource) -> Results:
    """A customer-managed key."""
    yield from expect.given(vault["kmsKeyArn"], "a key of AWS encrypts the backups, which has no policy of ours")


RULE = Rule(
    id="backup-vault-encryption",
    title="A backup vault is encrypted with a key of its own",
    why="A backup is all of the data, in one place.",
    remedy="set kmsKeyArn to a key of ours",
    severity=Severity.MEDIUM,
    applies_to=(kinds.BACKUP_VAULT,),
    controls=(fsbp("Backup.1"), nist("CP-9(8)")),
    check=check,
)
