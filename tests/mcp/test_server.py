"""A program sets, looks at and lists secrets: store first, read back, masked, and every mistake with its way out."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import anyio
import pytest

from tests.canary import canary
from tests.cli.test_canaries import traces

if TYPE_CHECKING:
    from tests.mcp.conftest import Served

pytestmark = pytest.mark.real

KEY = "project/odin/openai_api_key"
PURPOSE = "OpenAI key with which Odin's assistants answer."


def setting(value: Any, path: str = KEY, description: str = PURPOSE) -> tuple[str, dict[str, Any]]:
    """A call of set_secret."""
    return "set_secret", {"keyPath": path, "value": value, "description": description}


def looking(path: str = KEY) -> tuple[str, dict[str, Any]]:
    """A call of get_secret."""
    return "get_secret", {"keyPath": path}


def test_the_tools_have_the_names_and_the_arguments_of_the_requirement(served: Served) -> None:
    found: dict[str, tuple[list[str], list[str]]] = {}

    async def ask() -> None:
        async with served.client() as client:
            for tool in (await client.list_tools()).tools:
                schema = tool.input_schema
                found[tool.name] = (list(schema["properties"]), list(schema.get("required", [])))

    anyio.run(ask)
    assert found == {
        "set_secret": (["keyPath", "value", "description"], ["keyPath", "value", "description"]),
        "get_secret": (["keyPath"], ["keyPath"]),
        "list_secrets": (["scope", "project"], []),
        "status": (["workspace", "date"], []),
        "verify": (["pattern"], []),
    }


def test_a_value_is_stored_read_back_and_never_shown(served: Served) -> None:
    value = canary()
    stored, shown, listed, status, verified, again = served.call(
        setting(value), looking(), ("list_secrets", {"scope": "project", "project": "odin"}),
        ("status", {"workspace": "projects", "date": "2025-10-11"}), ("verify", {}), setting(value),
    )  # fmt: skip
    assert not stored.failed, stored.text
    assert stored.data["result"] == "stored, read back and compared"
    assert (stored.data["path"], stored.data["name"]) == (KEY, "OPENAI_API_KEY")
    assert (shown.data["value"], shown.data["masked"]) == ("***", True)
    assert {line["path"]: line["status"] for line in listed.data["secrets"]} == {
        KEY: "active",
        "project/odin/jwt_secret": "missing",
    }
    assert status.data["as_of"] == "2025-10-11"
    assert verified.data["differences"] == 0
    assert again.data["result"] == "unchanged"
    said = "".join(answer.text for answer in (stored, shown, listed, status, verified, again)).encode()
    blobs = [said, served.journal.read_bytes(), served.log.read_bytes()]
    assert [list(traces(value, blob)) for blob in blobs] == [[], [], []]
    records = [json.loads(line) for line in served.journal.read_text().splitlines()]
    assert [(record["result"], record.get("by")) for record in records][:2] == [("begun", "mcp"), ("stored", "mcp")]


def test_lists_are_narrowed_by_scope_and_project(served: Served) -> None:
    everything, meta, workspace, wrong = served.call(
        ("list_secrets", {}), ("list_secrets", {"scope": "meta"}),
        ("list_secrets", {"scope": "projects"}), ("list_secrets", {"scope": "nowhere"}),
    )  # fmt: skip
    assert len(everything.data["secrets"]) == len(workspace.data["secrets"]) == 3
    assert [line["path"] for line in meta.data["secrets"]] == ["meta/cloudflare/api_token"]
    assert all(line["description"] for line in everything.data["secrets"])
    assert wrong.failed
    assert "there are projects" in wrong.text


MISTAKES = [
    (("Project/Odin/OPENAI_API_KEY", PURPOSE), f'did you mean "{KEY}"?'),
    (("odin/openai_api_key", PURPOSE), f'did you mean "{KEY}"?'),
    (("secrets/odin/openai_api_key/live", PURPOSE), "project/{project}/{secret_name} or meta/{service}/{name}"),
    (("project/odin/stripe_api_key", "Stripe key of Odin billing."), "description: Stripe key of Odin billing."),
    (("project/odin/stripe_api_key", "Stripe key of Odin billing."), "- path: project/odin/stripe_api_key"),
    ((KEY, "API key"), "description is vague; say what it opens and for whom"),
    ((KEY, "Password"), "description is vague"),
    ((KEY, "Secret"), "description is vague"),
    (("odin/openai_api_key", "Secret"), "description is vague"),
]  # fmt: skip


def test_every_mistake_gets_its_refusal_with_the_right_path_or_description(served: Served) -> None:
    value = canary()
    answers = served.call(*(setting(value, path, description) for (path, description), _ in MISTAKES))
    for answer, (given, words) in zip(answers, MISTAKES, strict=True):
        assert answer.failed, given
        assert words in answer.text, given
        assert list(traces(value, answer.text.encode())) == []
    assert not served.journal.exists()


def test_a_description_that_holds_the_value_or_half_of_it_is_refused_without_being_repeated(served: Served) -> None:
    value, other = canary(), canary()
    unknown = "project/odin/stripe_api_key"
    answers = served.call(
        setting(value, description=f"OpenAI key {value} of Odin's assistants."),
        setting(value, description=f"OpenAI key that begins with {value[: len(value) // 2 + 1].upper()} for Odin."),
        setting(json.dumps({"key": other}), description=f"OpenAI key of Odin's assistants ({other})."),
        setting(value, unknown, f"Stripe key {value} of Odin billing."),
        setting(value, description=f"OpenAI key of Odin's assistants that begins with {value[:4]}."),
    )
    assert [answer.failed for answer in answers] == [True, True, True, True, False]
    assert all("description holds the value or half of it; say what it opens" in each.text for each in answers[:4])
    assert "TODO say what it opens" in answers[3].text, "the draft has not taken the description over"
    assert [list(traces(secret, each.text.encode())) for secret in (value, other) for each in answers] == [[]] * 10


def test_a_value_that_breaks_a_rule_or_the_shape_of_a_call_is_refused_without_being_repeated(served: Served) -> None:
    value = canary()
    calls: list[tuple[str, dict[str, Any]]] = [
        setting(f"{value}-test"),
        setting({"inner": value}),
        setting([value]),
        setting(value, path=value),
        setting(value, path=f"project/odin/{value}"),
        setting(value, description=value),
        ("set_secret", {"keyPath": KEY, "value": value}),
        ("set_secret", {"keyPath": KEY, value: value, "description": PURPOSE}),
        ("get_secret", {"keyPath": value}),
        ("get_secret", {"keyPath": [value]}),
        ("status", {"workspace": value}),
        ("status", {"date": value}),
        ("list_secrets", {"scope": value}),
        ("list_secrets", {"scope": {"value": value}}),
    ]
    answers = served.call(*calls)
    assert [call for call, answer in zip(calls, answers, strict=True) if not answer.failed] == []
    blobs = [answer.text.encode() for answer in answers] + [served.log.read_bytes()]
    leaking = [number for number, blob in enumerate(blobs) if list(traces(value, blob))]
    assert leaking == []
    assert "the value ends with" in answers[0].text
    assert "wrong or missing: value" in answers[1].text


def test_a_value_is_shown_only_where_the_configuration_lists_the_path(served: Served) -> None:
    value, other = canary(32), canary(32)
    served.settings.write_text('[mcp]\nreveal = ["project/odin/openai_*"]\n')
    *_, shown, masked = served.call(
        setting(value), setting(other, "project/odin/jwt_secret"), looking(), looking("project/odin/jwt_secret")
    )
    assert (shown.data["value"], shown.data["masked"]) == (value, False)
    assert (masked.data["value"], masked.data["masked"]) == ("***", True)
    revealed = [json.loads(line) for line in served.journal.read_text().splitlines() if "revealed" in line]
    assert [(record["command"], record["path"]) for record in revealed] == [("get", KEY)]


def test_a_present_value_is_replaced_only_where_the_configuration_allows_it(served: Served) -> None:
    first, second = canary(32), canary(32)
    _, refused = served.call(setting(first), setting(second))
    assert refused.failed
    assert f"a person replaces it: strongroom put {KEY}" in refused.text
    served.settings.write_text('[mcp]\noverwrite = ["project/*"]\n')
    (replaced,) = served.call(setting(second))
    assert replaced.data["replaced"] == "1"


def test_a_store_that_is_down_is_told_with_its_way_out(served: Served) -> None:
    served.environment["VAULT_ADDR"] = "http://127.0.0.1:9"
    stored, listed = served.call(setting("a-value-of-odin"), ("list_secrets", {}))
    assert stored.failed
    assert "no answer" in stored.text
    assert "no answer" in listed.data["failures"][0]
    assert {line["status"] for line in listed.data["secrets"]} == {"unknown"}
