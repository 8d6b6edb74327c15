"""Rules and the provider SDKs' own types: the types exist, the properties exist, and nothing in them breaks a rule."""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from local.providers.schema import known_types
from policy import registry, wire
from policy.facts import Configuration, Resource, Stack
from policy.judgement import Judge, Outcome
from policy.rule import Rule
from tests.policy import examples
from tests.policy.engine_side import struct
from tests.policy.shapes import inputs_of, strange

RULES = registry.load()
PACKAGES = ("aws", "vault", "github", "random")
TOKENS = sorted({token for rule in RULES if isinstance(rule, Rule) for token in rule.applies_to if "*" not in token})
KNOWN = {token for package in PACKAGES for token in known_types(package)}
# Some six hundred inputs at each run, of 104 types; a hundred times that is a matter of many minutes.
EXAMPLES = 500 if os.environ.get("STRONGROOM_SOAK") else 6
OF_A_PROVIDER = ("pulumi:", "other:")


def failures(outcome: Outcome) -> list[str]:
    return [f"{v.rule.id}: {v.finding.problem}" for v in outcome.violations if "the rule failed" in v.finding.problem]


def test_every_type_that_a_rule_names_is_a_type_of_its_sdk() -> None:
    assert [token for token in TOKENS if not token.startswith(OF_A_PROVIDER) and token not in KNOWN] == []


def test_every_property_in_the_examples_is_a_property_of_its_type() -> None:
    """So a rule that reads a property by a wrong name can't have an example that it finds."""
    unknown = {
        place
        for example in examples.load().values()
        for stack in (*example.failing, *example.passing, *example.near)
        for sent in stack
        if not sent.type.startswith(OF_A_PROVIDER) or sent.type in ("pulumi:providers:vault", "pulumi:providers:github")
        for place in strange(sent.type, sent.inputs)
    }
    assert sorted(unknown) == []


@pytest.mark.parametrize("token", [token for token in TOKENS if not token.startswith("pulumi:")])
@settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_no_inputs_of_an_sdk_type_break_a_rule(token: str, data: st.DataObject) -> None:
    inputs = wire.decode(struct(data.draw(inputs_of(token))))
    urn = f"urn:pulumi:production::strongroom::{token}::it"
    assert failures(Judge(RULES).resource(Resource(urn, token, "it", inputs=inputs))) == []


@settings(max_examples=5 * EXAMPLES, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_no_stack_of_sdk_types_breaks_a_rule(data: st.DataObject) -> None:
    tokens = data.draw(st.lists(st.sampled_from([t for t in TOKENS if not t.startswith("pulumi:")]), max_size=6))
    urns = [f"urn:pulumi:production::strongroom::{token}::{number}" for number, token in enumerate(tokens)]
    resources = [
        Resource(
            urn,
            token,
            str(number),
            inputs=wire.decode(struct(data.draw(inputs_of(token)))),
            property_dependencies={
                key: [data.draw(st.sampled_from(urns))]
                for key in data.draw(
                    st.lists(st.sampled_from(["bucket", "secretString", "secretId", "topic"]), max_size=2)
                )
            },
        )
        for number, (urn, token) in enumerate(zip(urns, tokens, strict=True))
    ]
    configuration = Configuration(values={"a:b": "value-of-it", "a:c": "x"}, secret_keys=frozenset({"a:b"}))
    stack = Stack(environment="production", resources=resources, configuration=configuration)
    assert failures(Judge(RULES).stack(stack)) == []
