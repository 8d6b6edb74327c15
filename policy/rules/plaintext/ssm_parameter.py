"""No secret in a parameter that is not encrypted."""

from policy import kinds
from policy.controls import AT_REST, NO_PLAINTEXT
from policy.detect.detector import detect
from policy.facts import Resource
from policy.rule import Finding, Results, Rule, Severity
from policy.values import UndeterminedError


def check(parameter: Resource) -> Results:
    """A String or a StringList; a SecureString is encrypted."""
    if parameter["type"].text() == "SecureString":
        return
    name = str(parameter["name"].raw or "").rpartition("/")[2]
    for prop in ("value", "insecureValue"):
        value = parameter[prop]
        # The SDK marks every parameter's value as secret, so the mark tells nothing here: the text does.
        if value.unknown:
            yield UndeterminedError(value.path)
        elif isinstance(value.raw, str):
            for detection in detect(value.raw, name):
                yield Finding(value, f"holds a secret in a parameter that is not encrypted: {detection}")


RULE = Rule(
    id="plaintext-ssm-parameter",
    title="A String parameter holds no secret",
    why=(
        "Parameter Store keeps String and StringList as they are, and anyone with ssm:GetParameter reads them "
        "without a key."
    ),
    remedy="keep the value in Secrets Manager, or use type SecureString with a key of its own",
    severity=Severity.CRITICAL,
    applies_to=(kinds.PARAMETER,),
    controls=(*NO_PLAINTEXT, AT_REST),
    check=check,
)
