"""What a cluster is told, and everything that can be wrong with it, said at once and before anything is created."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

import pulumi

from components.network_layout import FEWEST_ZONES
from components.vault.cluster.names import REPLICATED_KEYS
from components.vault.cluster.node_files import AuditDevice

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from components.alerts.settings import AlertSettings
    from components.vault.cluster.distribution import Distribution

SIZES = (3, 5, 7)
SHARES = 5  # requirement 4.11
THRESHOLD = 3
_DOMAIN = re.compile(r"(?=.{4,253}$)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+")
_ROLE = re.compile(r"arn:aws[a-z-]*:iam::\d{12}:(?:role|user|root)\b.*")
_KEY_STORE = re.compile(r"cks-[0-9a-f]{17}")
_REGION = re.compile(r"[a-z]{2}(?:-[a-z]+){1,2}-\d")
_IMAGE = re.compile(r"ami-[0-9a-f]{8,17}")


class VaultArgumentsError(pulumi.RunError, ValueError):
    """The cluster can't be built as asked; the message lists every problem."""


@dataclass(frozen=True, kw_only=True)
class Placement:
    """Where the cluster stands: a network's private subnets, one a zone, and its ways to AWS's services.

    `fetch_cidrs`: where nodes may reach beyond endpoints on 443, to fetch the server's binary: a mirror's ranges, or
    the internet's; none by default.
    """

    vpc_id: pulumi.Input[str]
    zones: tuple[str, ...]
    subnet_ids: Sequence[pulumi.Input[str]]
    subnet_cidrs: tuple[str, ...]
    endpoint_group_id: pulumi.Input[str]
    gateway_prefix_list_ids: Mapping[str, pulumi.Input[str]]
    fetch_cidrs: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class SealKey:
    """Where the seal key's material lies: in the HSMs of KMS, or by a key store in a CloudHSM cluster of one's own."""

    custom_key_store_id: str | None = None


@dataclass(frozen=True, kw_only=True)
class SecondRegion:
    """Where the cluster is recovered when its region is lost; it can't be added for keys that exist already.

    `keys`: replicas of the keys that a snapshot can't do without, and of the custody entries. `snapshots`: copies of
    every snapshot.
    """

    name: str
    keys: bool = True
    snapshots: bool = True


@dataclass(frozen=True, kw_only=True)
class VaultClusterArgs:
    """A cluster: where, how large, which server, by which name, and who holds its recovery shares.

    `custodians`: five role ARNs; the n-th alone may read recovery share n. `break_glass_role_arn` alone may delete
    keys. `deployer_role_arns` may sign in as the program that configures. `recovery_pgp_keys`: none, or the five
    custodians' public keys in base64, with which the shares are wrapped before they leave the server.
    `operator_role_arns` may sign in to look at the cluster and take snapshots; `drill_role_arns` may do so too, and use
    the seal key, with which a restored snapshot is opened. Neither reads a secret of the running cluster.
    `alerts`: whom the second region tells of copies that stay away.
    `keys_are_there`: this is the second region of a lost one, and what a restored snapshot needs are its replicas.
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
    second_region: SecondRegion | None = None
    alerts: AlertSettings | None = None
    keys_are_there: bool = False
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

    def replicates(self, purpose: str) -> bool:
        """Whether a key has a replica in a second region."""
        return bool(self.second_region and self.second_region.keys and purpose in REPLICATED_KEYS)


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
    yield from _key_problems(args)
    if args.second_audit.type == "file":
        yield "vault.second_audit.type is file, as the first device's; use syslog or socket, which fail apart from it"
    if args.snapshot_days < 1:
        yield f"vault.snapshot_days is {args.snapshot_days}; lock snapshots for a day at least"


def _key_problems(args: VaultClusterArgs) -> Iterator[str]:
    store, second = args.seal.custom_key_store_id, args.second_region
    if store is not None and not _KEY_STORE.fullmatch(store):
        yield f'vault.seal.custom_key_store_id "{store}" is no key store; give its id, cks- and what follows'
    if args.keys_are_there and (store or second):
        yield "vault.keys_are_there: those keys are replicas; leave seal.custom_key_store_id and second_region out"
    if second is None:
        return
    if not _REGION.fullmatch(second.name):
        yield f'vault.second_region.name "{second.name}" is no region; write it like us-west-2'
    if any(zone.startswith(second.name) for zone in args.placement.zones):
        yield f"vault.second_region.name {second.name} is the cluster's own region; choose another one"
    elif any(_partition(zone) != _partition(second.name) for zone in args.placement.zones):
        yield f"vault.second_region.name {second.name} is in another partition of AWS; nothing is replicated into it"
    if store and second.keys:
        yield (
            "vault.seal.custom_key_store_id and vault.second_region.keys exclude each other: KMS replicates no key of "
            "a custom key store; leave one out (second_region.keys: false still copies the snapshots)"
        )
    if not (second.keys or second.snapshots):
        yield "vault.second_region holds neither keys nor snapshots; leave it out"
    if second.snapshots and not args.alerts:
        yield "vault.second_region copies snapshots and vault.alerts is left out; say who is told when no copy comes"


def _partition(region: str) -> str:
    return next((prefix for prefix in ("cn-", "us-gov-", "us-iso", "eusc-") if region.startswith(prefix)), "aws")


def _placement_problems(args: VaultClusterArgs) -> Iterator[str]:
    place = args.placement
    if len(place.zones) < FEWEST_ZONES:
        yield f"vault.placement.zones has {len(place.zones)}; use at least {FEWEST_ZONES}, so that one may fail"
    if not len(place.zones) == len(place.subnet_ids) == len(place.subnet_cidrs):
        yield "vault.placement: zones, subnet_ids and subnet_cidrs differ in number; give one private subnet a zone"
    for block in (*place.subnet_cidrs, *place.fetch_cidrs, *args.client_cidrs):
        if not _is_network(block):
            yield f'vault: "{block}" is not an IPv4 network; write it like 10.0.1.0/24'
    if any(block == "0.0.0.0/0" for block in args.client_cidrs):
        yield "vault.client_cidrs is the whole world; name the ranges whose clients may come"
    if not args.distribution.in_image and not place.fetch_cidrs:
        yield (
            f"vault.distribution is fetched from {args.distribution.mirror or 'the internet'} and "
            "vault.network.fetch_cidrs lets nothing out; give the ranges, or bake the binary into the image (in_image)"
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
