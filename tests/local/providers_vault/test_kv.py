"""Key-value secrets: versions, write-only values, what is compared and what is never seen."""

from __future__ import annotations

import json
import secrets
from typing import TYPE_CHECKING, Any

import pytest

from local.providers.journal import Journal
from local.providers.server import serving
from local.providers.values import Secret
from local.providers.vault.package import PACKAGE
from tests.local.providers.engine import CheckFailedError, ProviderError, attached

if TYPE_CHECKING:
    from tests.local.providers_vault.conftest import Rig

pytestmark = pytest.mark.real
TOKEN = "vault:kv/secretV2:SecretV2"
WHERE = {"mount": "kv", "name": "team/database"}


@pytest.fixture(autouse=True)
def _mounted(rig: Rig) -> None:
    rig.bao.call("POST", "sys/mounts/kv", {"type": "kv", "options": {"version": "2"}}, expect=204)


def _json() -> str:
    return json.dumps({"password": secrets.token_urlsafe(), "port": 5432, "hosts": ["a", "b"]})


def _stored(rig: Rig) -> tuple[Any, int]:
    data = rig.bao.call("GET", "kv/data/team/database", expect=200)["data"]
    return data["data"], data["metadata"]["version"]


def test_the_value_is_stored_and_shown_as_texts(rig: Rig) -> None:
    text = _json()
    made = rig.engine.create(TOKEN, {**WHERE, "dataJson": Secret(text)})
    assert _stored(rig) == (json.loads(text), 1)
    expected = json.loads(text) | {"port": "5432", "hosts": '["a","b"]'}
    assert made.plain["data"] == expected
    assert made.plain["metadata"]["version"] == "1"
    assert made.plain["path"] == made.id == "kv/data/team/database"


def test_white_space_and_the_order_of_keys_are_no_change(rig: Rig) -> None:
    made = rig.engine.create(TOKEN, {**WHERE, "dataJson": '{"a":1,"b":2}'})
    assert not rig.engine.diff(made, {**WHERE, "dataJson": '{ "b" : 2,\n "a" : 1 }'}).kinds


def test_any_update_writes_a_new_version(rig: Rig) -> None:
    text = _json()
    made = rig.engine.create(TOKEN, {**WHERE, "dataJson": text})
    rig.engine.update(made, {**WHERE, "dataJson": text, "customMetadata": {"maxVersions": 3}})
    assert _stored(rig) == (json.loads(text), 2)


def test_a_value_changed_remotely_is_not_seen(rig: Rig) -> None:
    inputs = {**WHERE, "dataJson": _json()}
    made = rig.engine.create(TOKEN, inputs)
    rig.bao.call("POST", "kv/data/team/database", {"data": {"password": "changed"}}, expect=200)
    refreshed = rig.engine.refresh(made)
    assert refreshed is not None
    assert refreshed.plain["data"] == {"password": "changed"}
    assert not rig.engine.diff(refreshed, inputs).kinds


def test_what_was_deleted_remotely_is_made_again(rig: Rig) -> None:
    made = rig.engine.create(TOKEN, {**WHERE, "dataJson": _json()})
    rig.bao.call("DELETE", "kv/data/team/database", expect=204)
    assert rig.engine.refresh(made) is None


def test_a_delete_leaves_the_versions_unless_all_are_to_go(rig: Rig) -> None:
    made = rig.engine.create(TOKEN, {**WHERE, "dataJson": _json()})
    rig.engine.delete(made)
    rig.bao.call("GET", "kv/data/team/database", expect=404)
    rig.bao.call("GET", "kv/metadata/team/database", expect=200)
    made = rig.engine.create(TOKEN, {**WHERE, "dataJson": _json(), "deleteAllVersions": True}, name="all")
    rig.engine.delete(made)
    rig.bao.call("GET", "kv/metadata/team/database", expect=404)


def test_a_write_only_value_is_written_when_its_version_is_bumped_and_never_otherwise(rig: Rig) -> None:
    first, second = _json(), _json()
    inputs = {**WHERE, "dataJsonWo": Secret(first), "dataJsonWoVersion": 1}
    made = rig.engine.create(TOKEN, inputs)
    assert isinstance(made.outputs["dataJsonWo"], Secret)
    assert _stored(rig) == (json.loads(first), 1)
    assert not rig.engine.diff(made, {**inputs, "dataJsonWo": Secret(second)}).kinds
    with pytest.raises(ProviderError, match="unexpected end of JSON input"):
        rig.engine.update(made, {**inputs, "options": {"x": "y"}})
    bumped = {**inputs, "dataJsonWo": Secret(second), "dataJsonWoVersion": 2}
    assert set(rig.engine.diff(made, bumped).kinds) == {"dataJsonWoVersion"}
    updated = rig.engine.update(made, bumped)
    assert _stored(rig) == (json.loads(second), 2)
    refreshed = rig.engine.refresh(updated)
    assert refreshed is not None
    assert not rig.engine.diff(refreshed, bumped).kinds


def test_an_answer_that_got_lost_leads_to_no_second_version(rig: Rig) -> None:
    text, journal = _json(), Journal()
    rig.bao.call("POST", "kv/data/team/database", {"data": json.loads(text)}, expect=200)  # what the first attempt did
    urn = rig.engine.urn(TOKEN)
    journal.begin(urn, TOKEN, "team/database")
    with serving({"vault": PACKAGE}, journal) as ports, attached(ports["vault"]) as engine:
        engine.configure(**rig.settings())
        engine.create(TOKEN, {**WHERE, "dataJson": text})
    journal.close()
    assert _stored(rig) == (json.loads(text), 1)


def test_check_and_set_is_honoured(rig: Rig) -> None:
    rig.engine.create(TOKEN, {**WHERE, "dataJson": _json(), "cas": 0})
    with pytest.raises(ProviderError, match="check-and-set"):
        rig.engine.create(TOKEN, {**WHERE, "dataJson": _json(), "cas": 0}, name="twin")


def test_custom_metadata_drifts_and_is_repaired(rig: Rig) -> None:
    described = {"maxVersions": 5, "deleteVersionAfter": 3600, "data": {"owner": "team"}}
    inputs = {**WHERE, "dataJson": _json(), "customMetadata": described}
    made = rig.engine.create(TOKEN, inputs)
    assert made.plain["customMetadata"] == described
    rig.bao.call("POST", "kv/metadata/team/database", {"custom_metadata": {"owner": "thief"}}, expect=204)
    refreshed = rig.engine.refresh(made)
    assert refreshed is not None
    assert set(rig.engine.diff(refreshed, inputs).kinds) == {"customMetadata.data.owner"}
    rig.engine.update(refreshed, inputs)
    found = rig.bao.call("GET", "kv/metadata/team/database", expect=200)["data"]
    assert found["custom_metadata"] == {"owner": "team"}


@pytest.mark.parametrize(
    ("extra", "reason"),
    [
        ({"dataJson": "{"}, "dataJson: not a JSON object"),
        ({"dataJson": "[1]"}, "dataJson: not a JSON object"),
        ({"dataJson": "{}", "dataJsonWo": "{}", "dataJsonWoVersion": 1}, "dataJson: conflicts with dataJsonWo"),
        ({"dataJsonWo": "{}"}, "dataJsonWoVersion: required with dataJsonWo"),
    ],
)
def test_what_can_not_be_written_is_refused_in_a_preview(rig: Rig, extra: dict[str, Any], reason: str) -> None:
    with pytest.raises(CheckFailedError, match=reason):
        rig.engine.preview(TOKEN, {**WHERE, **extra})


def test_a_failing_write_never_shows_the_value(rig: Rig) -> None:
    text = _json()
    with pytest.raises(ProviderError) as failed:
        rig.engine.create(TOKEN, {"mount": "nowhere", "name": "x", "dataJson": Secret(text)})
    assert json.loads(text)["password"] not in str(failed.value)


def test_a_secret_under_a_mount_that_was_moved_can_not_be_deleted(rig: Rig) -> None:
    made = rig.engine.create(TOKEN, {**WHERE, "dataJson": _json()})
    rig.bao.call("DELETE", "sys/mounts/kv", expect=204)
    with pytest.raises(ProviderError, match="no handler for route"):
        rig.engine.delete(made)


def test_a_name_is_made_where_none_is_given(rig: Rig) -> None:
    made = rig.engine.create(TOKEN, {"mount": "kv", "dataJson": _json()}, name="database")
    assert made.id.startswith("kv/data/database-")
