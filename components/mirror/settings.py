"""What a stack says of its mirror workflow, under `strongroom:mirror`. Data only: no provider is imported."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

ISSUER = "token.actions.githubusercontent.com"
_ENTRY = Field(default=None, pattern=r"^[a-z0-9][a-z0-9_./-]*$", description="Path of an entry of Secrets Manager.")


class MirrorSettings(BaseModel):
    """Which repository's workflow mirrors, and what it needs beside the entries that it delivers."""

    model_config = ConfigDict(frozen=True, extra="forbid", alias_generator=to_camel, populate_by_name=True)

    repository: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9-]*/[A-Za-z0-9._-]+$", description="OWNER/NAME")
    oidc_provider_arn: str | None = Field(
        default=None,
        pattern=rf"^arn:aws[a-z-]*:iam::[0-9]{{12}}:oidc-provider/{ISSUER.replace('.', '[.]')}$",
        description="The account's provider for GitHub's workflows; left out: the program makes it.",
    )
    github_app: str | None = Field(default=None, pattern=r"^[A-Za-z0-9._-]+$", description="Client id of the app.")
    github_app_key: str | None = Field(
        default=None,
        pattern=r"^(alias/[A-Za-z0-9/_-]+|arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:key/[A-Za-z0-9-]+)$",
        description="Alias or ARN of the app's key in KMS.",
    )
    fly_token_entry: str | None = _ENTRY
    pulumi_token_entry: str | None = _ENTRY
