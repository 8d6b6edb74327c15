"""The pack as the engine meets it."""

from __future__ import annotations

from pulumi.runtime.proto import analyzer_pb2

from policy.enforcement import Level
from tests.policy.engine_side import UNKNOWN, Secret, Sent, levels, served

BAD_NAME = Sent(type="aws:secretsmanager/secret:Secret", inputs={"name": "Production/JWT"})
RULE = "naming-secretsmanager"


def test_a_violation_is_advisory_in_local_and_staging_and_mandatory_in_production() -> None:
    seen = {}
    for stack in ("local", "staging", "production"):
        with served(stack=stack) as engine:
            engine.configure_stack()
            engine.configure({})
            seen[stack] = levels(engine.analyze(BAD_NAME))[RULE]
    assert seen == {"local": Level.ADVISORY, "staging": Level.ADVISORY, "production": Level.MANDATORY}


def test_a_stack_that_nobody_named_is_treated_as_strictly_as_production() -> None:
    with served(stack="sandbox") as engine:
        engine.configure_stack()
        assert levels(engine.analyze(BAD_NAME))[RULE] is Level.MANDATORY


def test_an_export_without_a_configured_stack_takes_the_level_from_the_resource() -> None:
    with served(stack="staging") as engine:
        engine.configure({})
        assert levels(engine.analyze(BAD_NAME))[RULE] is Level.ADVISORY


def test_configuration_raises_a_rule() -> None:
    with served(stack="local") as engine:
        engine.configure_stack()
        engine.configure({RULE: analyzer_pb2.PolicyConfig(enforcementLevel=analyzer_pb2.MANDATORY)})
        assert levels(engine.analyze(BAD_NAME))[RULE] is Level.MANDATORY


def test_configuration_does_not_switch_a_rule_off_and_says_so() -> None:
    with served() as engine:
        engine.configure_stack()
        engine.configure({RULE: analyzer_pb2.PolicyConfig(enforcementLevel=analyzer_pb2.DISABLED)})
        assert levels(engine.analyze(BAD_NAME))[RULE] is Level.MANDATORY
        assert levels(engine.analyze_stack([]))["weakened"] is Level.MANDATORY


def test_an_unknown_leaf_is_undetermined_and_does_not_hide_the_next() -> None:
    variables = {"ONE": UNKNOWN, "TWO": Secret("anything")}
    function = Sent(type="aws:lambda/function:Function", inputs={"environment": {"variables": variables}})
    with served() as engine:
        response = engine.analyze(function)
        summary = engine.analyze_stack([function])
    exposed = [d.message for d in response.diagnostics if d.policyName == "plaintext-lambda-environment"]
    assert len(exposed) == 1
    assert "environment.variables.TWO" in exposed[0]
    assert "plaintext-lambda-environment: environment.variables.ONE of 1" in next(
        d.message for d in summary.diagnostics if d.policyName == "undetermined"
    )


def test_a_rule_with_an_open_leaf_does_not_count_as_passed() -> None:
    function = Sent(type="aws:lambda/function:Function", inputs={"environment": {"variables": {"ONE": UNKNOWN}}})
    with served() as engine:
        response = engine.analyze(function)
    reasons = {entry.policy_name: entry.reason for entry in response.not_applicable}
    assert reasons["plaintext-lambda-environment"] == "undetermined: environment.variables.ONE"
