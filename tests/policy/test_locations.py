"""Every place where the rules look finds what the detector finds, through the pack's real server."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

import pytest

from policy.detect.detector import detect
from tests.policy.corpus.measure import third_set
from tests.policy.corpus.tokens import Tokens, wrapped, zipped
from tests.policy.engine_side import Engine, Secret, Sent, served

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from tests.policy.corpus.case import Case

FUNCTION = "aws:lambda/function:Function"
INSTANCE = "aws:ec2/instance:Instance"
VERSION = "aws:secretsmanager/secretVersion:SecretVersion"
MULTIPART = (
    'Content-Type: multipart/mixed; boundary="part"\nMIME-Version: 1.0\n\n--part\n'
    "Content-Type: text/x-shellscript\nContent-Transfer-Encoding: base64\n\n{}\n--part--\n"
)
# Every fifth case in each place takes seconds; all of them take a minute.
CASES = third_set(1) if os.environ.get("STRONGROOM_SOAK") else third_set(1)[::5]


def _sent(kind: str, **inputs: object) -> Sent:
    return Sent(type=kind, inputs=inputs)


# The place, and whether the name goes with the value there.
NAMED: dict[str, Callable[[str, str], Sent]] = {
    "plaintext-lambda-environment": lambda n, v: _sent(FUNCTION, environment={"variables": {n: v}}),
    "plaintext-container-environment": lambda n, v: _sent(
        "aws:codebuild/project:Project", environment={"environmentVariables": [{"name": n, "value": v}]}
    ),
    "plaintext-github-variable": lambda n, v: _sent(
        "github:index/actionsVariable:ActionsVariable", variableName=n, value=v
    ),
    "plaintext-tag": lambda n, v: _sent(INSTANCE, tags={n: v}),
    "plaintext-ssm-parameter": lambda n, v: _sent(
        "aws:ssm/parameter:Parameter", type="String", name=f"/production/app/{n}", value=Secret(v)
    ),
    "plaintext-provider-configuration": lambda n, v: _sent("pulumi:providers:aws", **{n: v}),
    "plaintext-anywhere": lambda n, v: _sent("other:index:Thing", settings=[{"deeper": [{n: v}]}]),
    "plaintext-stack-output": lambda n, v: _sent("pulumi:pulumi:Stack", **{n: v}),
}
UNNAMED: dict[str, tuple[str, Callable[[str], Sent]]] = {
    "as it is": ("plaintext-user-data", lambda v: _sent(INSTANCE, userData=v)),
    "in base64": ("plaintext-user-data", lambda v: _sent(INSTANCE, userDataBase64=wrapped(v))),
    "compressed": ("plaintext-user-data", lambda v: _sent(INSTANCE, userDataBase64=zipped(v))),
    "in a part": ("plaintext-user-data", lambda v: _sent(INSTANCE, userData=MULTIPART.format(wrapped(v)))),
    "in a file": (
        "plaintext-user-data",
        lambda v: _sent(
            INSTANCE,
            userData=f"#cloud-config\nwrite_files:\n- encoding: gz+b64\n  path: /etc/a\n  content: {zipped(v)}\n",
        ),
    ),
    "in JSON in JSON": (
        "plaintext-dashboard",
        lambda v: _sent("aws:cloudwatch/dashboard:Dashboard", dashboardBody=json.dumps({"b": json.dumps({"text": v})})),
    ),
}


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with served() as found:
        yield found


def said(engine: Engine, sent: Sent) -> set[str]:
    """The rules that the pack names for a resource, alone and in a stack of its own."""
    engine.configure_stack()
    return {d.policyName for found in (engine.analyze(sent), engine.analyze_stack([sent])) for d in found.diagnostics}


def told(cases: Sequence[Case]) -> list[str]:
    return [f"{case.family} {case.name}" for case in cases]


@pytest.mark.parametrize("rule", NAMED)
def test_a_place_with_names_finds_what_the_detector_finds(engine: Engine, rule: str) -> None:
    wrong = [
        case
        for case in CASES
        if (rule in said(engine, NAMED[rule](case.name, case.text))) != bool(detect(case.text, case.name))
    ]
    assert not told(wrong)


@pytest.mark.parametrize("place", UNNAMED)
def test_a_wrapped_text_is_found_as_the_bare_one_is(engine: Engine, place: str) -> None:
    """Whatever a text holds without its name, other than a string that only stands out where it is alone."""
    rule, at = UNNAMED[place]
    texts = [case for case in CASES if " " in case.text or "\n" in case.text]
    wrong = [case for case in texts if (rule in said(engine, at(case.text))) != bool(detect(case.text))]
    assert not told(wrong)


def test_a_value_marked_secret_is_no_plaintext_where_a_secret_may_stand(engine: Engine) -> None:
    secrets = [case for case in CASES if case.secret]
    wrong = [
        case
        for case in secrets
        if "plaintext-anywhere" in said(engine, _sent("other:index:Thing", settings={case.name: Secret(case.text)}))
    ]
    assert not told(wrong)


def test_a_literal_that_the_sdk_wraps_is_found_wherever_it_lies_in_the_object(engine: Engine) -> None:
    password = Tokens(3).password(18)
    for content in (
        {"password": password},
        {"db": {"password": password}},
        {"users": [{"name": "app", "password": password}]},
        {"config": json.dumps({"password": password})},
        {"passwords": [password]},
    ):
        sent = _sent(VERSION, secretString=Secret(json.dumps(content)))
        assert "hardcoded-secretsmanager-value" in said(engine, sent), list(content)
    harmless = _sent(VERSION, secretString=Secret(json.dumps({"hosts": ["a.internal"], "password": ""})))
    assert "hardcoded-secretsmanager-value" not in said(engine, harmless)
