"""The random provider behaves as the published plugin was measured to."""

from __future__ import annotations

import base64
import string
import uuid
from typing import TYPE_CHECKING, Final

import bcrypt
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from local.providers.randomness import PACKAGE
from local.providers.values import Secret, plain, undetermined
from tests.local.providers.engine import CheckFailedError, Engine, engine_for

if TYPE_CHECKING:
    from local.providers.values import Properties

_EXAMPLES: Final[dict[str, Properties]] = {
    "RandomBytes": {"length": 8},
    "RandomId": {"byteLength": 8},
    "RandomInteger": {"min": 1, "max": 6},
    "RandomPassword": {"length": 20},
    "RandomPet": {},
    "RandomShuffle": {"inputs": ["a", "b", "c"]},
    "RandomString": {"length": 20},
    "RandomUuid": {},
    "RandomUuid4": {},
    "RandomUuid7": {},
}
_EVERY: Final = pytest.mark.parametrize("name", sorted(_EXAMPLES))


def _token(name: str) -> str:
    return f"random:index/{name[0].lower()}{name[1:]}:{name}"


def test_every_type_of_the_sdk_has_a_row() -> None:
    assert {token.rpartition(":")[2] for token in PACKAGE.types} == _EXAMPLES.keys()


@_EVERY
def test_what_was_drawn_stays(name: str, random: Engine) -> None:
    state = random.create(_token(name), _EXAMPLES[name])
    assert not undetermined(state.outputs)
    assert random.refresh(state) == state
    assert random.diff(state, _EXAMPLES[name]).kinds == {}
    random.delete(state)


@_EVERY
def test_every_input_is_immutable(name: str, random: Engine) -> None:
    state = random.create(_token(name), _EXAMPLES[name])
    diff = random.diff(state, {**_EXAMPLES[name], "keepers": {"one": "1"}})
    assert diff.replaces
    assert not diff.delete_first, "the new value comes first"
    assert set(diff.kinds.values()) == {"ADD_REPLACE"}


@_EVERY
def test_adding_empty_keepers_is_an_update(name: str, random: Engine) -> None:
    state = random.create(_token(name), _EXAMPLES[name])
    inputs = {**_EXAMPLES[name], "keepers": {}}
    diff = random.diff(state, inputs)
    assert diff.kinds == {"keepers": "ADD"}
    assert not diff.replaces
    updated = random.update(state, inputs)
    assert {**updated.plain, "keepers": None} == state.plain


def test_restating_a_default_is_no_change(random: Engine) -> None:
    state = random.create(_token("RandomPassword"), {"length": 12})
    defaults = {"lower": True, "upper": True, "numeric": True, "number": True, "special": True, "minLower": 0}
    assert random.diff(state, {"length": 12, **defaults}).kinds == {}


def test_ids_are_the_values_except_for_passwords_bytes_and_shuffles(random: Engine) -> None:
    states = {name: random.create(_token(name), inputs) for name, inputs in _EXAMPLES.items()}
    assert states["RandomPassword"].id == "none"
    assert states["RandomBytes"].id == "none"
    assert states["RandomShuffle"].id == "-"
    assert states["RandomString"].id == states["RandomString"].plain["result"]
    assert states["RandomUuid"].id == states["RandomUuid"].plain["result"]
    assert states["RandomInteger"].id == str(states["RandomInteger"].plain["result"])
    drawn = base64.urlsafe_b64decode(states["RandomId"].id + "=")
    assert states["RandomId"].plain["hex"] == drawn.hex()
    assert states["RandomId"].plain["dec"] == str(int.from_bytes(drawn, "big"))
    assert "=" not in states["RandomId"].plain["b64Url"]


@pytest.mark.parametrize(
    ("name", "secret"),
    [("RandomPassword", {"result", "bcryptHash"}), ("RandomBytes", {"base64", "hex"}), ("RandomString", set())],
)
def test_only_what_the_plugin_hides_is_secret(name: str, secret: set[str], random: Engine) -> None:
    state = random.create(_token(name), _EXAMPLES[name])
    assert {key for key, value in state.outputs.items() if isinstance(value, Secret)} == secret


def test_a_length_of_zero_is_refused_in_the_plugins_words(random: Engine) -> None:
    for name, field in (("RandomPassword", "length"), ("RandomString", "length"), ("RandomBytes", "length")):
        with pytest.raises(CheckFailedError, match=f"Attribute {field} value must be at least 1"):
            random.create(_token(name), {field: 0})


def test_a_length_under_the_sum_of_the_minima_is_refused(random: Engine) -> None:
    with pytest.raises(CheckFailedError, match="must be at least 6, the sum of"):
        random.create(_token("RandomPassword"), {"length": 5, "minLower": 3, "minSpecial": 3})


def test_a_password_of_no_class_is_refused(random: Engine) -> None:
    classes = dict.fromkeys(("lower", "upper", "numeric", "special"), False)
    with pytest.raises(CheckFailedError, match="at least one of"):
        random.create(_token("RandomPassword"), {"length": 5, **classes})


def test_the_hash_is_of_the_password(random: Engine) -> None:
    state = random.create(_token("RandomPassword"), {"length": 20}).plain
    assert bcrypt.checkpw(state["result"].encode(), state["bcryptHash"].encode())


def test_a_preview_shows_no_value(random: Engine) -> None:
    outputs = random.preview(_token("RandomPassword"), {"length": 20})
    assert isinstance(outputs["result"], Secret)
    assert undetermined(outputs["result"])


def test_an_imported_password_keeps_its_value_out_of_the_id(random: Engine) -> None:
    value = uuid.uuid4().hex
    imported = random.read(_token("RandomPassword"), value)
    assert imported is not None
    assert imported.id == "none"
    assert imported.plain["result"] == value
    assert isinstance(imported.outputs["result"], Secret)
    assert imported.plain["length"] == len(value)


def test_a_seed_repeats_and_no_seed_does_not(random: Engine) -> None:
    inputs = {"inputs": [str(number) for number in range(50)]}
    seeded = [random.create(_token("RandomShuffle"), {**inputs, "seed": "one"}).plain["results"] for _ in range(2)]
    free = [random.create(_token("RandomShuffle"), inputs).plain["results"] for _ in range(2)]
    assert seeded[0] == seeded[1]
    assert free[0] != free[1]
    assert sorted(free[0]) == sorted(inputs["inputs"])


def test_a_shuffle_can_draw_fewer_and_more_than_it_has(random: Engine) -> None:
    inputs = {"inputs": ["a", "b"]}
    assert len(random.create(_token("RandomShuffle"), {**inputs, "resultCount": 1}).plain["results"]) == 1
    assert len(random.create(_token("RandomShuffle"), {**inputs, "resultCount": 5}).plain["results"]) == 5


def test_a_pet_has_its_words_prefix_and_separator(random: Engine) -> None:
    state = random.create(_token("RandomPet"), {"length": 3, "prefix": "node", "separator": "_"})
    assert state.id.startswith("node_")
    assert state.id.count("_") == 3


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(minima=st.tuples(*[st.integers(0, 6)] * 4), extra=st.integers(1, 20))
def test_a_password_has_its_length_and_at_least_its_minima(minima: tuple[int, ...], extra: int) -> None:
    names = ("minLower", "minUpper", "minNumeric", "minSpecial")
    classes = (string.ascii_lowercase, string.ascii_uppercase, string.digits, "!@#$%&*()-_=+[]{}<>:?")
    with engine_for(PACKAGE) as engine:
        inputs = {"length": sum(minima) + extra, **dict(zip(names, minima, strict=True))}
        result = plain(engine.create(_token("RandomString"), inputs).outputs["result"])
    assert len(result) == sum(minima) + extra
    for least, letters in zip(minima, classes, strict=True):
        assert sum(letter in letters for letter in result) >= least
    assert set(result) <= set("".join(classes))
