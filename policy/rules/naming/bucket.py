"""Names of buckets."""

import re

from policy import kinds
from policy.facts import Resource
from policy.masking import quoted
from policy.names import of_this_environment, right_name
from policy.rule import Finding, Results, Rule, Severity

_DNS = re.compile(r"(?!xn--|sthree-|.*(?:-s3alias|--ol-s3)$)[a-z0-9][a-z0-9-]{1,61}[a-z0-9]")


def check(bucket: Resource) -> Results:
    """The project's name for this environment, fit for DNS and for TLS (no dots)."""
    name = bucket["bucket"]
    text = name.text()
    if text is not None and not _DNS.fullmatch(text):
        hint = right_name(name, text, bucket.environment)
        yield Finding(name, f"{quoted(name)} is not 3 to 63 lower-case letters, digits and -{hint}")
        return
    yield from of_this_environment(name, bucket.environment, shape="<project>-<environment>-<purpose>")


RULE = Rule(
    id="naming-bucket",
    title="A bucket is called <project>-<environment>-<purpose> and is fit for DNS",
    why=(
        "Bucket names are shared by the whole world and are part of host names: a dot breaks TLS, a name without "
        "its environment invites a mix-up."
    ),
    remedy="build the name with strongroom.naming.resource; the account at its end makes it unique",
    severity=Severity.MEDIUM,
    applies_to=kinds.BUCKETS,
    check=check,
)
