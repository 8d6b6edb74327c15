"""What an organisation tells the command about itself: `strongroom.toml`, beside the catalogue's folder.

[roles."Vault Maintainer"]          # who may write where a workspace demands the role
production = ["arn:aws:sts::*:assumed-role/VaultMaintainer/*"]
staging = ["arn:aws:sts::*:assumed-role/*", "oidc-*"]

[probes.notion]                     # what the checks of a provider's credentials need to know
workspace = "WIRED CHAOS"

[mcp]                               # what programs may do through the MCP server
reveal = ["project/odin/*"]         # paths whose values get_secret shows; none where left out
overwrite = ["project/odin/*"]      # paths whose present values set_secret replaces; none where left out

[channels."#wired-chaos-release"]   # where a handoff is announced
webhook = "candlefish/alerts/slack_webhook"  # path of the entry that holds the webhook's address
"""

from __future__ import annotations

import os
import tomllib
from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from strongroom.checks.probe_settings import ProbeSettings
from strongroom.operations.problem import InputError

if TYPE_CHECKING:
    from pathlib import Path

Stack = Literal["local", "staging", "production"]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class McpSettings(_Part):
    """What programs may do through the MCP server, by patterns of paths."""

    reveal: tuple[str, ...] = ()
    overwrite: tuple[str, ...] = ()


class Channel(_Part):
    """A place where people are told something."""

    webhook: str  # path of the entry whose value is the address that takes {"text": ...}


class Settings(_Part):
    """The file's content; a file that is not there is an empty one."""

    channels: dict[str, Channel] = Field(default_factory=dict)
    mcp: McpSettings = Field(default_factory=McpSettings)
    probes: dict[str, ProbeSettings] = Field(default_factory=dict)
    roles: dict[str, dict[Stack, tuple[str, ...]]] = Field(default_factory=dict)


def load_settings(catalogue: Path) -> Settings:
    """Read the file of a catalogue, or the one that $STRONGROOM_SETTINGS names; raises InputError."""
    from pathlib import Path

    chosen = os.environ.get("STRONGROOM_SETTINGS")
    file = Path(chosen) if chosen else catalogue.resolve().parent / "strongroom.toml"
    if not file.exists() and not chosen:
        return Settings()
    try:
        return Settings.model_validate(tomllib.loads(file.read_text(encoding="utf-8")))
    except OSError as error:
        raise InputError(f"{file}: can't be read: {error.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(f"{file}: not TOML: {error}") from None
    except ValidationError as error:
        problems = (f"{file}: {'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors())
        raise InputError(*problems) from None
