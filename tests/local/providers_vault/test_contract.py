"""What holds for every type, from its creation to its end, on a real server."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from local.providers.values import Secret
from local.providers.vault.package import PACKAGE
from tests.local.providers_vault.samples import SAMPLES, Sample

if TYPE_CHECKING:
    from pathlib import Path

    from tests.local.providers.engine import State
    from tests.local.providers_vault.conftest import Rig

pytestmark = pytest.mark.real
every_type = pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
updatable = pytest.mark.parametrize("sample", [one for one in SAMPLES if one.update], ids=lambda sample: sample.name)
ELSEWHERE = {"vault:index/quotaLeaseCount:QuotaLeaseCount"}  # this server has no lease count quotas
KEPT_BY_VAULT = {"vault:kv/secretBackendV2:SecretBackendV2"}  # its delete leaves the configuration


def _made(rig: Rig, sample: Sample, folder: Path) -> tuple[State, dict[str, Any]]:
    inputs = sample.prepare(rig.bao, folder)
    return rig.engine.create(sample.token, inputs), inputs


@pytest.fixture(autouse=True)
def _cleared(rig: Rig) -> Any:
    yield
    for path in ("sys/policies/acl/reader", "sys/quotas/rate-limit/global"):
        rig.bao.call("DELETE", path)


def test_every_type_has_an_example() -> None:
    assert set(PACKAGE.types) == {sample.token for sample in SAMPLES} | ELSEWHERE


@every_type
def test_a_created_resource_has_the_plugins_id_and_outputs(rig: Rig, sample: Sample, tmp_path: Path) -> None:
    made, inputs = _made(rig, sample, tmp_path)
    assert made.id.startswith(sample.id)
    assert not {name for name in sample.outputs if not made.plain.get(name)}
    assert {name: made.plain[name] for name in inputs} == inputs


@every_type
def test_the_same_again_is_no_change_also_after_a_refresh(rig: Rig, sample: Sample, tmp_path: Path) -> None:
    made, inputs = _made(rig, sample, tmp_path)
    assert not rig.engine.diff(made, inputs).kinds
    refreshed = rig.engine.refresh(made)
    assert refreshed is not None
    assert refreshed.plain == made.plain
    assert not rig.engine.diff(refreshed, inputs).kinds


@updatable
def test_an_update_happens_in_place_and_is_then_no_change(rig: Rig, sample: Sample, tmp_path: Path) -> None:
    made, inputs = _made(rig, sample, tmp_path)
    wanted = {**inputs, **sample.update}
    change = rig.engine.diff(made, wanted)
    assert {path.split(".")[0].split("[")[0] for path in change.kinds} == set(sample.update)
    assert not change.replaces
    updated = rig.engine.update(made, wanted)
    assert {name: updated.plain[name] for name in sample.update} == sample.update
    refreshed = rig.engine.refresh(updated)
    assert refreshed is not None
    assert not rig.engine.diff(refreshed, wanted).kinds


@updatable
def test_what_is_taken_back_is_taken_away_at_the_server(rig: Rig, sample: Sample, tmp_path: Path) -> None:
    made, inputs = _made(rig, sample, tmp_path)
    updated = rig.engine.update(made, {**inputs, **sample.update})
    restored = rig.engine.refresh(rig.engine.update(updated, inputs))
    assert restored is not None
    assert not rig.engine.diff(restored, inputs).kinds


@every_type
def test_what_the_plugin_replaces_is_replaced(rig: Rig, sample: Sample, tmp_path: Path) -> None:
    made, inputs = _made(rig, sample, tmp_path)
    change = rig.engine.diff(made, {**inputs, **sample.replacement})
    assert change.replaces
    assert change.delete_first is sample.delete_first


@every_type
def test_a_refresh_finds_what_was_removed(rig: Rig, sample: Sample, tmp_path: Path) -> None:
    made, inputs = _made(rig, sample, tmp_path)
    if sample.removal is None:  # a removed policy reads as empty and is updated
        rig.bao.call("DELETE", "sys/policies/acl/reader", expect=204)
        refreshed = rig.engine.refresh(made)
        assert refreshed is not None
        assert set(rig.engine.diff(refreshed, inputs).kinds) == {"policy"}
        return
    rig.bao.call("DELETE", sample.removal, expect=204)
    assert rig.engine.refresh(made) is None


@every_type
def test_drift_is_seen_by_a_refresh_and_repaired_by_an_update(rig: Rig, sample: Sample, tmp_path: Path) -> None:
    made, inputs = _made(rig, sample, tmp_path)
    if sample.drift is None:
        return
    path, body, changed = sample.drift
    rig.bao.call("POST", path, dict(body))
    assert not rig.engine.diff(made, inputs).kinds, "without a refresh nothing is seen"
    refreshed = rig.engine.refresh(made)
    assert refreshed is not None
    assert changed in rig.engine.diff(refreshed, inputs).kinds
    repaired = rig.engine.refresh(rig.engine.update(refreshed, inputs))
    assert repaired is not None
    assert not rig.engine.diff(repaired, inputs).kinds


@every_type
def test_a_deleted_resource_is_gone_and_deleting_it_again_is_fine(rig: Rig, sample: Sample, tmp_path: Path) -> None:
    made, _ = _made(rig, sample, tmp_path)
    rig.engine.delete(made)
    if sample.removal is None:
        rig.bao.call("GET", "sys/policies/acl/reader", expect=404)
    elif sample.token not in KEPT_BY_VAULT:
        assert rig.engine.refresh(made) is None
    rig.engine.delete(made)


@every_type
def test_an_import_by_id_finds_what_the_id_names(rig: Rig, sample: Sample, tmp_path: Path) -> None:
    made, inputs = _made(rig, sample, tmp_path)
    found = rig.engine.read(sample.token, made.id, name="imported")
    assert found is not None
    names = {"path", "mount", "name", "roleName", "backend"} & set(inputs)
    assert {name: found.plain[name] for name in names} == {name: inputs[name] for name in names}


@every_type
def test_a_second_creation_after_a_crash_takes_over_what_the_first_has_left(
    rig: Rig, sample: Sample, tmp_path: Path
) -> None:
    first, inputs = _made(rig, sample, tmp_path)
    again = rig.engine.create(sample.token, inputs)
    if "SecretId" not in sample.token:  # only its creation tells a secret id: it is made anew and the first destroyed
        assert again.id == first.id
    assert not rig.engine.diff(again, inputs).kinds


@every_type
def test_what_the_sdk_keeps_secret_is_marked(rig: Rig, sample: Sample, tmp_path: Path) -> None:
    made, _ = _made(rig, sample, tmp_path)
    marked = {name for name, value in made.outputs.items() if isinstance(value, Secret)}
    expected = {
        "vault:kv/secretV2:SecretV2": {"dataJson", "dataJsonWo", "data"},
        "vault:jwt/authBackend:AuthBackend": {"oidcClientSecret", "oidcClientSecretWo"},
        "vault:appRole/authBackendRoleSecretId:AuthBackendRoleSecretId": {"secretId", "wrappingToken"},
    }
    assert marked == expected.get(sample.token, set())
