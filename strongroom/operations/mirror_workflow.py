"""What the mirror's own workflow is told by variables of its environment on GitHub: .github/workflows/mirror.yml."""

from __future__ import annotations

VARIABLES = (
    "MIRROR_AWS_REGION",
    "MIRROR_AWS_ROLE",
    "MIRROR_FLY_TOKEN_ENTRY",
    "MIRROR_GITHUB_APP",
    "MIRROR_GITHUB_APP_KEY",
    "MIRROR_PULUMI_TOKEN_ENTRY",
    "MIRROR_VAULT_ADDR",
    "MIRROR_VAULT_ROLE",
)
"""The program writes them where the catalogue declares the environment, a person anywhere else."""
