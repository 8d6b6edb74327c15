"""The tag that carries what is particular to one secret."""

from __future__ import annotations

import base64
import re
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.rotation import tag as rotation_tag
from rotation import generate, settings
from rotation.errors import SettingsError
from rotation.settings import Settings
from strongroom.catalogue.source import Generated
from tests.catalogue.ours import CATALOGUE

characters = st.sampled_from(sorted(set(string.ascii_letters + string.digits + "+-._:/@")))
some = st.builds(
    Settings,
    format=st.none() | st.sampled_from(settings.FORMATS),
    length=st.none() | st.integers(16, settings.MAX_LENGTH),
    grace_hours=st.integers(0, 24 * 90),
    days=st.none() | st.integers(1, 3650),
    alternating=st.booleans(),
    superuser=st.none() | st.text(characters, min_size=1, max_size=60),
) | st.builds(Settings, alphabet=st.lists(characters, min_size=2, max_size=40, unique=True).map("".join))


@given(some)
def test_what_is_rendered_is_read_again(given_settings: Settings) -> None:
    assert settings.parse(settings.render(given_settings)) == given_settings


@given(some)
def test_what_is_rendered_is_a_tag_that_aws_takes(given_settings: Settings) -> None:
    assert re.fullmatch(r"[A-Za-z0-9 +\-=._:/@]{0,256}", settings.render(given_settings))


def test_every_problem_of_a_tag_is_named_at_once() -> None:
    with pytest.raises(SettingsError) as problem:
        settings.parse("format=hexadecimal length=3 lenght=3 alternating=yes days=x days=4 grace-hours=1 grace-hours=2")
    for part in ("format is none of", "length is no number", '"lenght"', "alternating is", "days is", "given twice"):
        assert part in str(problem.value)


@pytest.mark.parametrize("form", settings.FORMATS)
def test_a_rotated_value_is_drawn_like_the_one_that_the_engine_first_made(form: str) -> None:
    first = Generated.model_validate({"origin": "generated", "format": form, "bytes": 48})
    rotated = generate.key(settings.parse(f"format={form} length={first.characters}"))
    assert set(generate.ALPHABETS[form]) == set(first.alphabet)
    assert len(rotated) == first.characters
    assert set(rotated) <= set(first.alphabet)


def test_a_value_without_settings_is_worth_48_random_bytes_in_base64() -> None:
    value = generate.key(Settings())
    assert len(base64.b64decode(value, validate=True)) == 48


def test_every_setting_of_our_catalogue_is_understood() -> None:
    rotating = [secret for secret in CATALOGUE.secrets if secret.rotation]
    read = {secret.path: settings.parse(rotation_tag.settings("production", secret)) for secret in rotating}
    assert read["candlefish/jwt/secret"] == Settings(format="base64", length=64, grace_hours=48, days=180)
    assert all(read[secret.path].days == secret.rotation.days for secret in rotating if secret.rotation)
