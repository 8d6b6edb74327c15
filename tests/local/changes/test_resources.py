"""Two plans compared as the providers would take it."""

from __future__ import annotations

import json
import secrets
from typing import TYPE_CHECKING

from local.changes.resources import Step, compare
from local.changes.words import UNKNOWN
from tests.local.changes.plans import POLICY, SECRET, plan, step

if TYPE_CHECKING:
    from local.changes.plan import Plan

_KIND = "4dabf18193072939515e22adb298388d"  # the engine's key for what a value is


def test_equal_plans_change_nothing() -> None:
    same = plan(step(SECRET, "a", {"name": "production/a", "kmsKeyId": UNKNOWN}))
    assert compare(same, same) == []


def test_a_new_resource_is_created_and_a_missing_one_deleted() -> None:
    base, head = plan(step(SECRET, "old", {})), plan(step(SECRET, "new", {}))
    assert [(one.step, one.name) for one in compare(base, head)] == [(Step.DELETE, "old"), (Step.CREATE, "new")]


def test_a_change_is_told_by_its_property() -> None:
    base = plan(step(SECRET, "a", {"tags": {"Owner": "one", "Type": "token"}}))
    head = plan(step(SECRET, "a", {"tags": {"Owner": "two", "Type": "token"}}))
    [changed] = compare(base, head)
    assert changed.step is Step.UPDATE
    assert [(leaf.path, leaf.said) for leaf in changed.leaves] == [("tags.Owner", ("one → two",))]


def test_code_changes_by_its_content_wherever_it_lies() -> None:
    def function(content: str, folder: str) -> Plan:
        archive = {_KIND: "0def7320c3a5731c473e5ecbe6d01bc7", "hash": content * 64, "path": f"/{folder}/code.zip"}
        return plan(step("aws:lambda/function:Function", "rotates", {"code": archive}))

    assert compare(function("a", "here"), function("a", "there")) == []
    [changed] = compare(function("a", "here"), function("b", "there"))
    assert [(leaf.path, leaf.said) for leaf in changed.leaves] == [
        ("code", (f"archive {'a' * 12} → archive {'b' * 12}",))
    ]


def test_a_change_of_name_replaces_as_the_provider_says() -> None:
    [changed] = compare(plan(step(SECRET, "a", {"name": "x"})), plan(step(SECRET, "a", {"name": "y"})))
    assert changed.step is Step.REPLACE


def test_the_removal_of_a_protected_resource_is_refused() -> None:
    [gone] = compare(plan(step(SECRET, "a", {}, protect=True)), plan())
    assert gone.refused


def test_a_protected_resource_may_change_but_not_be_replaced() -> None:
    base = plan(step(SECRET, "a", {"name": "x", "description": "one"}, protect=True))
    updated = plan(step(SECRET, "a", {"name": "x", "description": "two"}, protect=True))
    replaced = plan(step(SECRET, "a", {"name": "y", "description": "one"}, protect=True))
    assert [one.refused for one in (*compare(base, updated), *compare(base, replaced))] == [False, True]


def test_a_name_that_the_engine_made_up_is_no_change() -> None:
    base, head = (plan(step(POLICY, "vault", {"name": f"vault-{end}"})) for end in ("0123abc", "fedc987"))
    assert compare(base, head) == []


def test_a_name_that_the_program_gave_is_a_change() -> None:
    base, head = (plan(step(POLICY, "vault", {"name": f"vault-{end}"})) for end in ("reader", "writer"))
    assert [one.step for one in compare(base, head)] == [Step.REPLACE]


def test_a_document_is_compared_by_meaning() -> None:
    document = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow"}]}
    base = plan(step(POLICY, "p", {"policy": json.dumps(document)}))
    head = plan(step(POLICY, "p", {"policy": json.dumps(document, indent=2, sort_keys=True)}))
    assert compare(base, head) == []


def test_of_a_document_its_changed_lines_are_shown() -> None:
    before = {"Statement": [{"Effect": "Allow", "Action": ["kms:Decrypt"], "Resource": ["a" * 60, "b" * 60, "c" * 60]}]}
    after = json.loads(json.dumps(before).replace("kms:Decrypt", "kms:Encrypt"))
    [changed] = compare(
        plan(step(POLICY, "p", {"policy": json.dumps(before)})), plan(step(POLICY, "p", {"policy": json.dumps(after)}))
    )
    assert [leaf.said for leaf in changed.leaves] == [('- "kms:Decrypt"', '+ "kms:Encrypt"')]


def test_what_looks_like_a_secret_is_never_shown() -> None:
    token = f"ghp_{secrets.token_hex(18)}"
    base = plan(step(SECRET, "a", {"description": "none"}))
    [alone] = compare(base, plan(step(SECRET, "a", {"description": token})))
    [inside] = compare(
        plan(step(POLICY, "p", {"policy": json.dumps({"a": ["x" * 200]})})),
        plan(step(POLICY, "p", {"policy": json.dumps({"a": ["x" * 200, f"password={token}"]})})),
    )
    said = " ".join(line for one in (alone, inside) for leaf in one.leaves for line in leaf.said)
    assert token not in said
    assert said.count("looks like a secret") == 2


def test_a_type_that_no_provider_knows_is_compared_too() -> None:
    base, head = (plan(step("other:index:Thing", "t", {"size": size})) for size in (1, 2))
    assert [one.step for one in compare(base, head)] == [Step.UPDATE]
