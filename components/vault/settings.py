"""What a stack's configuration says of its Vault, under `strongroom:vault`. Data only: no provider is imported."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic.alias_generators import to_camel

from components.break_glass.settings import BreakGlassSettings, same

_ARCHITECTURE = Literal["x86_64", "aarch64"]


class _Settings(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", alias_generator=to_camel, populate_by_name=True)


class NetworkSettings(_Settings):
    """The range that the cluster stands in (requirement 4.4), see NetworkArgs."""

    cidr: str = "10.0.0.0/16"
    zones: tuple[str, ...] = ("us-east-1a", "us-east-1b", "us-east-1c")
    nat: Literal["zone", "one", "none"] = "none"
    beside: tuple[str, ...] = Field(default=(), description="Ranges that this one will be connected to.")
    fetch_cidrs: tuple[str, ...] = Field(
        default=(), description="Ranges that nodes may reach on 443 to fetch the server: a mirror's, or the internet's."
    )


class DistributionSettings(_Settings):
    """Which server, and the bytes that it must be, see Distribution."""

    name: Literal["vault", "openbao"]
    version: str
    sha256: dict[_ARCHITECTURE, str]
    mirror: str | None = None
    in_image: bool = False


class AuditSettings(_Settings):
    """The second audit device, of another type than the file, see AuditDevice."""

    type: Literal["syslog", "socket"] = "syslog"
    options: dict[str, str] = {}


class SealKeySettings(_Settings):
    """Where the seal key's material lies, see SealKey."""

    custom_key_store_id: str | None = Field(default=None, description="Left out: in the HSMs of KMS.")


class SecondRegionSettings(_Settings):
    """Where a lost region is recovered, see SecondRegion. To be decided before the first `up`."""

    name: str
    keys: bool = True
    snapshots: bool = True


class SnapshotSettings(_Settings):
    """How long a snapshot is locked, and whether its lock can be opened at all (COMPLIANCE: by nobody)."""

    days: int = 35
    lock: Literal["GOVERNANCE", "COMPLIANCE"] = "GOVERNANCE"


class People(_Settings):
    """Whose identity tokens are believed for people: an issuer's, for one audience, of the members of one group.

    `public_keys`: PEM keys in place of the issuer's discovery document, where that can't be fetched from the nodes.
    """

    issuer: str
    audience: str
    group: str
    groups_claim: str = "groups"
    user_claim: str = "email"
    public_keys: tuple[str, ...] = ()


class VaultSettings(_Settings):
    """A Vault cluster of the stack: see VaultClusterArgs and VaultConfigurationArgs for what each key decides."""

    domain_name: str
    certificate_arn: str
    image_id: str
    size: int = 5
    instance_type: str = "t3.large"
    distribution: DistributionSettings
    network: NetworkSettings = NetworkSettings()
    second_audit: AuditSettings | None = Field(default=None, description="Left out: the system log.")
    seal_key: SealKeySettings = SealKeySettings()
    second_region: SecondRegionSettings | None = Field(default=None, description="Left out: one region is all.")
    keys_are_there: bool = Field(
        default=False, description="This is the second region of a lost one: docs/runbooks/vault-region-loss.md."
    )
    snapshots: SnapshotSettings = SnapshotSettings()
    recovery_pgp_keys: tuple[str, ...] = Field(
        default=(), description="The five custodians' public keys in base64; left out: shares are not wrapped."
    )
    custodians: tuple[str, ...] = Field(description="Five roles; the n-th alone may read recovery share n.")
    break_glass_role: str = Field(description="May take keys away; the way in that `breakGlass` opens is another.")
    break_glass: BreakGlassSettings | None = Field(
        default=None, description="Who asks and who approves; left out: by hand (docs/runbooks/vault-break-glass.md)."
    )
    deployer_roles: tuple[str, ...]
    operator_roles: tuple[str, ...] = Field(
        default=(), description="May look at the cluster and take snapshots (strongroom vault)."
    )
    drill_roles: tuple[str, ...] = Field(
        default=(), description="May do so too, and open a snapshot with the seal key (strongroom vault drill)."
    )
    people: People | None = Field(default=None, description="Left out: no person logs in to Vault.")
    clients: tuple[str, ...] = Field(description="Ranges whose clients may reach the balancer and log in as machines.")
    custody_open: bool = Field(default=True, description="false once the cluster is initialised.")
    actions_public_keys: tuple[str, ...] = Field(
        default=(), description="PEM keys whose workflow tokens are believed, where GitHub's own can't be fetched."
    )
    mirror_repository: str
    mirror_environment: str

    @model_validator(mode="after")
    def _nobody_is_several(self) -> VaultSettings:
        """A role that several people take on can't be one of them: each could approve what another asked."""
        several = {same(role) for role in (self.break_glass_role, *self.deployer_roles)}
        people = self.break_glass.people if self.break_glass else {}
        wrong = [
            f"breakGlass.people.{name}: {principal} deploys or takes keys away: several people are it; name their own"
            for name, principals in people.items()
            for principal in principals
            if same(principal) in several
        ]
        if wrong:
            raise ValueError("; ".join(wrong))
        return self
