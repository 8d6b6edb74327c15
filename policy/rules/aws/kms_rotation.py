"""KMS keys rotate."""

from policy import expect, kinds
from policy.controls import cis, fsbp, nist
from policy.facts import Resource
from policy.rule import Results, Rule, Severity


def check(key: Resource) -> Results:
    """Automatic rotation; KMS offers it for symmetric encryption keys with material of its own."""
    usage, spec = key["keyUsage"].text(), key["customerMasterKeySpec"].text()
    rotates = usage in (None, "ENCRYPT_DECRYPT") and spec in (None, "SYMMETRIC_DEFAULT")
    if rotates and not key["customKeyStoreId"]:
        yield from expect.on(key["enableKeyRotation"], "the key keeps one material for ever")


RULE = Rule(
    id="kms-rotation",
    title="A KMS key rotates its material",
    why=(
        "The less data one material encrypts, the less its loss costs. Rotation costs nothing: old data stays readable."
    ),
    remedy="set enableKeyRotation",
    severity=Severity.MEDIUM,
    applies_to=(kinds.KEY,),
    controls=(fsbp("KMS.4"), cis("3.6"), nist("SC-12")),
    check=check,
)
