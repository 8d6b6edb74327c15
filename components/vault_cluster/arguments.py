"""What a cluster is told, and everything that can be wrong with it, said at once and before anything is created."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

import pulumi

from components.network_layout import FEWEST_ZONES
from components.vault_cluster.node_files import AuditDevice

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from components.vault_cluster.distribution import Distribution

SIZES = (3, 5, 7)
SHARES = 5  # requirement 4.11
THRESHOLD = 3
_DOMAIN = re.compile(r"(?=.{4,253}$)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+")
_ROLE = re.compile(r"arn:aws[a-z-]*:iam::\d{12}:(?:role|user|root)\b.*")
_IMAGE = re.compile(r"ami-[0-9a-f]{8,17}")


class VaultArgumentsError(pulumi.RunError, ValueError):
    """The cluster can't be built as asked; the message lists every problem."""


@dataclass(frozen=True, kw_only=True)
class Placement:
    """Where the cluster stands: a network's private subnets, one a zone, and its ways to AWS's services.

    `internet_cidrs`: where nodes may reach beyond endpoints on 443 (to fetch the server's binary); none by default.
    """

    vpc_id: pulumi.Input[str]
    zones: tuple[str, ...]
    subnet_ids: Sequence[pulumi.Input[str]]
    subnet_cidrs: tuple[str, ...]
    endpoint_group_id: pulumi.Input[str]
    gateway_prefix_list_ids: Mapping[str, pulumi.Input[str]]
    internet_cidrs: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class SealKey:
    """How the seal key is kept: `multi_region` for a standby region, a custom key store for an HSM of one's own."""

    multi_region: bool = False
    custom_key_store_id: str | None = None


@dataclass(frozen=True, kw_only=True)
class VaultClusterArgs:
    """A cluster: where, how large, which server, by which name, and who holds its recovery shares.

    `custodians`: five role ARNs; the n-th alone may read recovery share n. `break_glass_role_arn` alone may delete
    keys. `deployer_role_arns` may sign in as the program that configures. `recovery_pgp_keys`: none, or the five
    custodians' public keys in base64, with which the shares are wrapped before they leave the server.
    `operator_role_arns` may sign in to look at the cluster and take snapshots; `drill_role_arns` may do so too, and use
    the seal key, with which a restored snapshot is opened. Neither reads a secret of the running cluster.
    `custody_open`: false once the cluster is initialised, and the nodes lose the right to write shares at all.
    """

    placement: Placement
    distribution: Distribution
    domain_name: str
    certificate_arn: pulumi.Input[str]
    image_id: str
    custodians: tuple[str, ...]
    break_glass_role_arn: str
    deployer_role_arns: tuple[str, ...]
    client_cidrs: tuple[str, ...]
    operator_role_arns: tuple[str, ...] = ()
    drill_role_arns: tuple[str, ...] = ()
    size: int = 5
    instance_type: str = "t3.large"
    seal: SealKey = field(default_factory=SealKey)
    recovery_pgp_keys: tuple[str, ...] = ()
    custody_open: bool = True
    snapshot_days: int = 35
    snapshot_lock: Literal["GOVERNANCE", "COMPLIANCE"] = "GOVERNANCE"
    log_days: int = 365
    data_gib: int = 50
    audit_gib: int = 50
    second_audit: AuditDevice = field(default_factory=AuditDevice)

    def __post_init__(self) -> None:
        found = list(problems(self))
        if found:
            raise VaultArgumentsError("\n".join(found))


def problems(args: VaultClusterArgs) -> Iterator[str]:
    """Everything that is wrong, each with the way out."""
    if args.size not in SIZES:
        yield f"vault.size is {args.size}; raft needs an odd number to agree: use 3, 5 or 7"
    if not _DOMAIN.fullmatch(args.domain_name):
        yield f'vault.domain_name "{args.domain_name}" is no certificate name; give a full one, vault.example.internal'
    if not _IMAGE.fullmatch(args.image_id):
        yield f'vault.image_id "{args.image_id}" is no image; pin one (ami-...), so that replacements are alike'
    yield from _placement_problems(args)
    yield from args.distribution.problems()
    yield from _people_problems(args)
    if args.seal.multi_region and args.seal.custom_key_store_id:
        yield "vault.seal has both multi_region and custom_key_store_id; KMS makes no such key, choose one"
    if args.snapshot_days < 1:
        yield f"vault.snapshot_days is {args.snapshot_days}; lock snapshots for a day at least"


def _placement_problems(args: VaultClusterArgs) -> Iterator[str]:
    place = args.placement
    if len(place.zones) < FEWEST_ZONES:
        yield f"vault.placement.zones has {len(place.zones)}; use at least {FEWEST_ZONES}, so that one may fail"
    if not len(place.zones) == len(place.subnet_ids) == len(place.subnet_cidrs):
        yield "vault.placement: zones, subnet_ids and subnet_cidrs differ in number; give one private subnet a zone"
    for block in (*place.subnet_cidrs, *place.internet_cidrs, *args.client_cidrs):
        if not _is_network(block):
            yield f'vault: "{block}" is not an IPv4 network; write it like 10.0.1.0/24'
    if any(block == "0.0.0.0/0" for block in args.client_cidrs):
        yield "vault.client_cidrs is the whole world; name the ranges whose clients may come"
    fetched = not args.distribution.in_image and not args.distribution.mirror
    if fetched and not place.internet_cidrs:
        yield (
            "vault.distribution is fetched from the internet and placement.internet_cidrs lets nothing out; "
            "give a mirror, bake the binary into the image (in_image), or give the ranges"
        )


def _people_problems(args: VaultClusterArgs) -> Iterator[str]:
    if len(set(args.custodians)) != SHARES:
        yield f"vault.custodians names {len(set(args.custodians))} different principals; give {SHARES}, one a share"
    people = (*args.deployer_role_arns, *args.operator_role_arns, *args.drill_role_arns)
    principals = (*args.custodians, args.break_glass_role_arn, *people)
    for principal in principals:
        if not _ROLE.fullmatch(principal):
            yield f'vault: "{principal}" is not the ARN of a role'
    if not args.deployer_role_arns:
        yield "vault.deployer_role_arns is empty; nobody could configure the cluster, give the deployment's role"
    if args.recovery_pgp_keys and len(args.recovery_pgp_keys) != SHARES:
        yield f"vault.recovery_pgp_keys has {len(args.recovery_pgp_keys)}; give {SHARES}, one a custodian, or none"


def _is_network(block: str) -> bool:
    try:
        ipaddress.IPv4Network(block)
    except ValueError:
        return False
    return True
