"""A stack's configuration is read whole, or refused whole."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from components.settings import Settings, SettingsError

PROJECT = Path(__file__).resolve().parents[2]
GOOD: dict[str, Any] = {
    "environment": "staging",
    "rehearses": ["staging"],
    "providers": "published",
    "owner": "platform-team",
}


def load(values: dict[str, Any]) -> Settings:
    return Settings.load(values.get, values.get)


def test_what_a_stack_does_not_say_is_the_careful_choice() -> None:
    settings = load(GOOD)
    assert settings.protect is True
    assert settings.recovery_days == 30


def test_words_of_a_configuration_file_become_typed_values() -> None:
    settings = load({**GOOD, "protect": "false", "recoveryDays": "7"})
    assert settings.protect is False
    assert settings.recovery_days == 7


def test_a_recovery_window_that_secrets_manager_does_not_have_is_refused() -> None:
    with pytest.raises(SettingsError, match="0, or 7 to 30 days"):
        load({**GOOD, "recoveryDays": "3"})


def test_every_wrong_key_is_named_at_once() -> None:
    with pytest.raises(SettingsError) as refused:
        load({"environment": "Production!", "rehearses": ["staging", "moon"], "providers": "mine"})
    named = [line.split(":")[1] for line in str(refused.value).splitlines()[1:]]
    assert named == ["environment", "rehearses.1", "providers", "owner"]


@pytest.mark.parametrize("stack", ["local", "staging", "production"])
def test_the_stacks_of_this_repository_are_configured(stack: str) -> None:
    shared = yaml.safe_load((PROJECT / "Pulumi.yaml").read_text())["config"]
    own = yaml.safe_load((PROJECT / f"Pulumi.{stack}.yaml").read_text())["config"]
    ours = {
        key.removeprefix("strongroom:"): value
        for key, value in {**shared, **own}.items()
        if key.startswith("strongroom:")
    }
    unknown = set(ours) - {field.alias for field in Settings.model_fields.values()}
    assert not unknown, "keys that the program does not read"
    assert load(ours).environment == stack
