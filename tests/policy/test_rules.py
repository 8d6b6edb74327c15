"""One contract for every rule, found by itself: a new rule is covered when it is added, and fails without examples."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from policy import registry
from policy.rule import RunRule
from tests.policy import examples
from tests.policy.engine_side import UNKNOWN, Engine, Secret, served
from tests.policy.examples.example import Examples, Stack, leaf, one, with_leaf

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pulumi.runtime.proto import analyzer_pb2

RULES = {rule.id: rule for rule in registry.load()}
JUDGING = {name: rule for name, rule in RULES.items() if not isinstance(rule, RunRule)}
EXAMPLES = examples.load()


def given(kind: str) -> list[object]:
    """Each rule with each of its examples of a kind."""
    return [
        pytest.param(rule, number, id=f"{rule}-{number}")
        for rule in sorted(JUDGING)
        for number in range(len(getattr(EXAMPLES[rule], kind)) if rule in EXAMPLES else 0)
    ]


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with served() as found:
        yield found


def judged(engine: Engine, example: Examples, stack: Stack) -> list[analyzer_pb2.AnalyzeResponse]:
    """All that the pack says of a stack: of each resource, and of the whole."""
    engine.configure_stack(example.config, example.secret_keys)
    return [*(engine.analyze(sent) for sent in stack), engine.analyze_stack(stack)]


def said(responses: list[analyzer_pb2.AnalyzeResponse], rule: str) -> list[str]:
    return [d.message for response in responses for d in response.diagnostics if d.policyName == rule]


def left_open(responses: list[analyzer_pb2.AnalyzeResponse], rule: str) -> bool:
    return any(entry.policy_name == rule for response in responses for entry in response.not_applicable)


def test_every_rule_has_examples() -> None:
    assert sorted(JUDGING) == sorted(EXAMPLES)


def test_every_rule_breaks_keeps_and_nearly_breaks_in_its_examples() -> None:
    by_configuration = {"plaintext-stack-configuration"}  # its other examples are other configurations, tested below
    lacking = [
        name
        for name, example in EXAMPLES.items()
        if name not in by_configuration and not (example.failing and example.passing and example.near)
    ]
    assert not lacking


@pytest.mark.parametrize(("rule", "number"), given("failing"))
def test_a_rule_finds_what_breaks_it_and_says_the_way_out(engine: Engine, rule: str, number: int) -> None:
    example = EXAMPLES[rule]
    messages = said(judged(engine, example, example.failing[number]), rule)
    assert messages
    for message in messages:
        assert message.startswith(f"{RULES[rule].title}.\n")
        assert re.search(r"\nWay out: .{10,}", message)


@pytest.mark.parametrize(("rule", "number"), given("passing"))
def test_a_rule_passes_what_keeps_it(engine: Engine, rule: str, number: int) -> None:
    example = EXAMPLES[rule]
    assert said(judged(engine, example, example.passing[number]), rule) == []


@pytest.mark.parametrize(("rule", "number"), given("near"))
def test_a_rule_passes_what_only_looks_like_breaking_it(engine: Engine, rule: str, number: int) -> None:
    example = EXAMPLES[rule]
    assert said(judged(engine, example, example.near[number]), rule) == []


@pytest.mark.parametrize("rule", sorted(name for name, example in EXAMPLES.items() if example.at))
def test_an_unknown_leaf_is_undetermined_neither_passed_nor_failed(engine: Engine, rule: str) -> None:
    example = EXAMPLES[rule]
    first, *others = example.failing[0]
    stack = [with_leaf(first, example.at, UNKNOWN), *others]
    responses = judged(engine, example, stack)
    about_it = [message for message in said(responses, rule) if f"{example.at}:" in message]
    if rule.startswith(("hardcoded-", "secret-from-")):
        assert about_it == []  # a value that is not known yet is made by something, so it is not written out
    else:
        assert about_it == []
        assert left_open(responses, rule)


@pytest.mark.parametrize("rule", sorted(name for name, example in EXAMPLES.items() if example.at))
def test_a_leaf_that_is_marked_secret_is_never_shown(engine: Engine, rule: str) -> None:
    example = EXAMPLES[rule]
    first, *others = example.failing[0]
    value = leaf(first, example.at)
    plain = value.value if isinstance(value, Secret) else value
    marked = plain if isinstance(plain, str) and len(plain) > 20 else "Never-to-be-shown-7"
    responses = judged(engine, example, [with_leaf(first, example.at, Secret(marked)), *others])
    assert not any(marked in d.message for response in responses for d in response.diagnostics)


@pytest.mark.parametrize("rule", sorted(JUDGING))
def test_any_property_unknown_or_secret_breaks_no_rule_and_is_not_shown(engine: Engine, rule: str) -> None:
    """Also for the rules about what is missing, or about several resources, which no single leaf decides."""
    example = EXAMPLES[rule]
    first, *others = example.failing[0]
    for prop in first.inputs:
        for value in (UNKNOWN, Secret("Never-to-be-shown-7"), Secret(UNKNOWN)):
            responses = judged(engine, example, [with_leaf(first, prop, value), *others])
            messages = [d.message for response in responses for d in response.diagnostics]
            wrong = [text for text in messages if "the rule failed" in text or "Never-to-be-shown" in text]
            assert wrong == [], f"{prop}: {value}"


def test_no_message_shows_a_value_that_a_rule_found_to_be_a_secret(engine: Engine) -> None:
    for rule, example in EXAMPLES.items():
        if not rule.startswith(("plaintext-", "hardcoded-", "secret-from-")):
            continue
        for stack in example.failing:
            values = [v for sent in stack for v in texts(sent.inputs) if len(v) > 12 and re.search(r"\d", v)]
            for response in judged(engine, example, stack):
                shown = [d.message for d in response.diagnostics if any(value in d.message for value in values)]
                assert shown == []


def texts(value: object) -> Iterator[str]:
    """Every text in a value."""
    if isinstance(value, Secret):
        yield from texts(value.value)
    elif isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from texts(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from texts(inner)


@pytest.mark.parametrize(
    ("rule", "name", "right"),
    [
        ("naming-secretsmanager", "staging/shop/db", "production/shop/db"),
        ("naming-secretsmanager", "Production/Shop/JWT", "production/shop/jwt"),
        ("naming-secretsmanager", "shop", "production/<path>"),
        ("naming-bucket", "Shop_Bucket", "strongroom-production-shop-bucket"),
        ("naming-bucket", "Strongroom.Production.Logs", "strongroom-production-logs"),
        ("naming-vault-path", "shop/My Key", "shop/my-key"),
    ],
)
def test_a_message_about_a_name_says_the_right_one(engine: Engine, rule: str, name: str, right: str) -> None:
    kind, prop = {
        "naming-secretsmanager": ("aws:secretsmanager/secret:Secret", "name"),
        "naming-bucket": ("aws:s3/bucket:Bucket", "bucket"),
        "naming-vault-path": ("vault:kv/secretV2:SecretV2", "name"),
    }[rule]
    responses = judged(engine, Examples(failing=[], passing=[], near=[]), one(kind, **{prop: name}))
    assert any(f'"{right}"' in message for message in said(responses, rule)), said(responses, rule)


def test_what_a_state_holds_encrypted_is_secret_and_its_text_is_no_placeholder(engine: Engine) -> None:
    """In its place the engine puts the text "[secret]" where a state is audited."""
    blinded = Secret("[secret]")
    function = one("aws:lambda/function:Function", environment={"variables": {"TOKEN": blinded}})
    database = one("aws:rds/instance:Instance", password=blinded)
    responses = judged(engine, Examples(failing=[], passing=[], near=[]), [*function, *database])
    (problem,) = said(responses, "plaintext-lambda-environment")
    assert "a value that can't be read here, marked secret" in problem
    assert said(responses, "placeholder") == []
    assert said(responses, "hardcoded-password") == []
    assert left_open(responses, "hardcoded-password")
