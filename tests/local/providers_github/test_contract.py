"""What holds for every type, from its creation to its end."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from local.providers.github.package import PACKAGE
from local.providers.values import Secret
from tests.local.providers.engine import ProviderError
from tests.local.providers_github.samples import ENVIRONMENT, SAMPLES, Sample, token_of

if TYPE_CHECKING:
    from tests.local.providers.engine import State
    from tests.local.providers_github.conftest import World

# These have tests of their own: they live on something else.
DEPENDENT = {"RepositoryEnvironmentDeploymentPolicy", "ActionsOrganizationSecretRepositories"}
every_type = pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)


def _made(world: World, sample: Sample) -> State:
    world.site.call("PUT", ENVIRONMENT, {}, expect=200)
    return world.engine.create(token_of(sample.name), sample.inputs)


def test_every_type_has_an_example() -> None:
    assert {token.rpartition(":")[2] for token in PACKAGE.types} == {sample.name for sample in SAMPLES} | DEPENDENT


@every_type
def test_a_created_resource_has_the_plugins_id_and_outputs_and_exists(world: World, sample: Sample) -> None:
    made = _made(world, sample)
    assert made.id == sample.id
    missing = {name for name in sample.outputs if made.plain.get(name) in (None, "")}
    assert not missing
    assert {name: made.plain[name] for name in sample.inputs} == sample.inputs
    world.site.call("GET", sample.path, expect=200)


@every_type
def test_the_same_again_is_no_change_also_after_a_refresh(world: World, sample: Sample) -> None:
    made = _made(world, sample)
    assert not world.engine.diff(made, sample.inputs).kinds
    refreshed = world.engine.refresh(made)
    assert refreshed is not None
    assert refreshed.plain == made.plain
    assert not world.engine.diff(refreshed, sample.inputs).kinds


@every_type
def test_an_update_happens_in_place_and_is_then_no_change(world: World, sample: Sample) -> None:
    made, wanted = _made(world, sample), {**sample.inputs, **sample.update}
    change = world.engine.diff(made, wanted)
    assert {path.split(".")[0] for path in change.kinds} == set(sample.update)
    assert not change.replaces
    updated = world.engine.update(made, wanted)
    assert {name: updated.plain[name] for name in sample.update} == sample.update
    assert not world.engine.diff(updated, wanted).kinds


@every_type
def test_what_the_plugin_replaces_is_replaced(world: World, sample: Sample) -> None:
    change = world.engine.diff(_made(world, sample), {**sample.inputs, **sample.replacement})
    assert change.replaces
    assert change.delete_first is sample.delete_first


@every_type
def test_a_preview_calls_nothing_and_shows_the_inputs(world: World, sample: Sample) -> None:
    world.calls()
    shown = world.engine.preview(token_of(sample.name), sample.inputs)
    assert set(sample.inputs) <= set(shown)
    assert not world.calls()


@every_type
def test_a_refresh_finds_what_was_removed(world: World, sample: Sample) -> None:
    made = _made(world, sample)
    world.site.call("DELETE", sample.path, expect=204)
    assert world.engine.refresh(made) is None


@every_type
def test_drift_is_seen_by_a_refresh_and_repaired_by_an_update(world: World, sample: Sample) -> None:
    if sample.drift is None:
        assert "ecret" in sample.name, "only what can't be read has no drift"
        return
    made = _made(world, sample)
    world.site.client.request(sample.drift[0], sample.path, json=sample.drift[1]).raise_for_status()
    assert not world.engine.diff(made, sample.inputs).kinds, "without a refresh nothing is seen"
    refreshed = world.engine.refresh(made)
    assert refreshed is not None
    assert set(world.engine.diff(refreshed, sample.inputs).kinds) == sample.drifted
    repaired = world.engine.refresh(world.engine.update(refreshed, sample.inputs))
    assert repaired is not None
    assert not world.engine.diff(repaired, sample.inputs).kinds


@every_type
def test_a_deleted_resource_is_gone(world: World, sample: Sample) -> None:
    world.engine.delete(_made(world, sample))
    world.site.call("GET", sample.path, expect=404)


@every_type
def test_deleting_what_somebody_else_has_deleted_fails_where_it_does_with_the_plugin(
    world: World, sample: Sample
) -> None:
    made = _made(world, sample)
    world.site.call("DELETE", sample.path, expect=204)
    if sample.delete_forgives:
        world.engine.delete(made)
        return
    with pytest.raises(ProviderError, match="404 Not Found"):
        world.engine.delete(made)


@every_type
def test_deleting_again_what_this_provider_has_deleted_is_fine(world: World, sample: Sample) -> None:
    made = _made(world, sample)
    world.engine.delete(made)
    world.engine.delete(made)


@every_type
def test_an_import_by_id_finds_what_names_the_resource(world: World, sample: Sample) -> None:
    made = _made(world, sample)
    found = world.engine.read(token_of(sample.name), made.id, name="imported")
    assert found is not None
    assert found.id == made.id
    names = {"repository", "environment", "secretName", "variableName", "name"} & set(sample.inputs)
    assert {name: found.plain[name] for name in names} == {name: sample.inputs[name] for name in names}


@every_type
def test_an_import_of_what_does_not_exist_finds_nothing(world: World, sample: Sample) -> None:
    world.site.call("PUT", ENVIRONMENT, {}, expect=200)
    assert world.engine.read(token_of(sample.name), sample.id) is None


@every_type
def test_a_second_creation_after_a_crash_takes_over_what_the_first_has_left(world: World, sample: Sample) -> None:
    first = _made(world, sample)
    again = world.engine.create(token_of(sample.name), sample.inputs)
    assert again.id == first.id
    assert not world.engine.diff(again, sample.inputs).kinds


@every_type
def test_a_lost_acknowledgement_is_made_good_by_the_next_attempt(world: World, sample: Sample) -> None:
    world.site.call("PUT", ENVIRONMENT, {}, expect=200)
    write = "POST" if sample.name.endswith("Variable") or sample.name == "Repository" else "PUT"
    fault = {"method": write, "status": 500, "times": 4, "applied": True}  # the first attempt and three retries
    world.site.call("POST", "/_faults", fault, expect=201)
    with pytest.raises(ProviderError):
        world.engine.create(token_of(sample.name), sample.inputs)
    world.site.call("DELETE", "/_faults", expect=204)
    made = world.engine.create(token_of(sample.name), sample.inputs)
    assert made.id == sample.id


@every_type
def test_what_the_sdk_keeps_secret_is_marked_even_when_it_is_null(world: World, sample: Sample) -> None:
    made = _made(world, sample)
    marked = {name for name, value in made.outputs.items() if isinstance(value, Secret)}
    forms = {"value", "valueEncrypted", "plaintextValue", "encryptedValue"}
    assert marked == (forms if sample.name.endswith("Secret") else set())
