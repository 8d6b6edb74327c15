"""Placeholders are told before somebody takes them for a value."""

from policy import kinds
from policy.detect.key_names import Says, says
from policy.detect.pairs import pairs
from policy.detect.references import says_to_replace_it
from policy.exposure import named_leaves
from policy.facts import Resource
from policy.rule import Finding, Results, Rule, Severity
from policy.values import UndeterminedError

_VALUES = {
    kinds.SECRET_VERSION: ("secretString",),
    kinds.FUNCTION: ("environment",),
    kinds.PARAMETER: ("value", "insecureValue"),
    **dict.fromkeys(kinds.GITHUB_SECRETS, ("plaintextValue", "value")),
    **dict.fromkeys(kinds.GITHUB_VARIABLES, ("value",)),
    **dict.fromkeys(kinds.VAULT_SECRETS, ("dataJson",)),
}
_HOLDS_ONE = (kinds.SECRET_VERSION, *kinds.GITHUB_SECRETS)


def check(resource: Resource) -> Results:
    """A value, alone or in an object, that says by itself that it is to be replaced."""
    for prop in _VALUES[resource.type]:
        for leaf, name in named_leaves(resource[prop]):
            if leaf.unknown:
                yield UndeterminedError(leaf.path)
            text = leaf.raw if isinstance(leaf.raw, str) else ""
            named = [("password" if resource.type in _HOLDS_ONE else name, text.strip())]
            named += [(pair.name, pair.value) for pair in pairs(text)]
            if any(says(key) in (Says.PASSWORD, Says.SECRET) and says_to_replace_it(value) for key, value in named):
                yield Finding(leaf, "a placeholder stands where a secret is expected")


RULE = Rule(
    id="placeholder",
    title="A placeholder is replaced before it is used",
    why="A service that starts with CHANGEME as its password runs with a password that everyone guesses first.",
    remedy="put the value with `strongroom put`, or refer to it; leave the property out until then",
    severity=Severity.LOW,
    informs=True,
    applies_to=tuple(_VALUES),
    check=check,
)
