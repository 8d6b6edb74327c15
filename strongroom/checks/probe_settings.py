"""What an organisation says about the providers that its checks ask."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class ProbeSettings(BaseModel):
    """What an organisation says about a provider, under `[probes.<provider>]` of strongroom.toml."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    url: str | None = None  # in place of the provider's public address, as for a region or a stand-in
    account: str | None = None  # Wix: the account whose sites are asked for
    workspace: str | None = None  # Notion: name of the workspace that the token has to belong to
