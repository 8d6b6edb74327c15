"""A stack's rotations, whole: a function for each strategy in use, its schedules, its alarms, and who is told."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pulumi
from pulumi_aws import iam, sqs

from components import child
from components.data.connections import Connections, Inside
from components.rotation import access, archive
from components.rotation.alarms import of_queue
from components.rotation.announcements import RotationAnnouncements, RotationAnnouncementsArgs
from components.rotation.function import RotationFunction, RotationFunctionArgs

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from components.alerts import Alerts
    from components.context import Context
    from components.function_archive import FunctionArchive
    from components.rotation.settings import RotationSettings
    from components.secret_store import SecretStore
    from strongroom.catalogue import Secret

GITHUB_API = "https://api.github.com"
INSIDE = frozenset({"postgres", "redis"})  # whose targets are reached from inside a network
SET_SIZE = 50  # entries of one function: a role's policies hold 10,240 characters, an entry's ARN about 100
_KEPT_SECONDS = 14 * 24 * 3600


@dataclass(frozen=True, kw_only=True)
class RotationArgs:
    """The entries of the stack with their ARNs by path, the stack's keys, the functions' code, the settings, where
    alarms go, and the databases and caches that the program makes itself.

    `keys`: ARNs of the keys `secrets`, `functions` and `logs`. `api_url` is GitHub's.
    """

    secrets: Sequence[Secret]
    entries: Mapping[str, pulumi.Output[str]]
    keys: Mapping[str, pulumi.Input[str]]
    archive: FunctionArchive
    settings: RotationSettings
    alerts: Alerts
    connections: Connections = field(default_factory=Connections)
    api_url: str = GITHUB_API


class Rotation(pulumi.ComponentResource):
    """Functions, schedules, alarms, and the announcement to the mirror."""

    def __init__(self, context: Context, args: RotationArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("strongroom:rotation:Rotation", "rotation", None, opts)
        self._context = context
        queue = self._queue(args.alerts)
        self._made(args, queue)
        if announce := args.settings.announce:
            wanted = RotationAnnouncementsArgs(
                api_url=args.api_url, repository=announce.repository, queue_arn=queue.arn, alerts=args.alerts
            )
            RotationAnnouncements(context, wanted, child.of(self))
        self.register_outputs({})

    def _queue(self, alerts: Alerts) -> sqs.Queue:
        queue = sqs.Queue(
            "rotation-dead-letters",
            name=self._context.name("rotation-dead-letters"),
            message_retention_seconds=_KEPT_SECONDS,
            sqs_managed_sse_enabled=True,
            tags=self._context.tags("rotation"),
            opts=child.of(self),
        )
        document = queue.arn.apply(lambda arn: access.queue_document(self._context, arn))
        sqs.QueuePolicy("rotation-dead-letters", queue_url=queue.id, policy=document, opts=child.of(self))
        alerts.ring(of_queue(queue.name), component="rotation", parent=self)
        return queue

    def _made(self, args: RotationArgs, queue: sqs.Queue) -> None:
        role = self._scheduler_role()
        for purpose, strategy, secrets in sets(args.secrets, args.entries):
            wanted = RotationFunctionArgs(
                purpose=purpose,
                strategy=strategy,
                secrets=secrets,
                entries=args.entries,
                keys=args.keys,
                archive=args.archive,
                queue_arn=queue.arn,
                scheduler_role_arn=role.arn,
                alerts=args.alerts,
                window_hours=args.settings.window_hours,
                concurrency=args.settings.concurrency,
                inside=_inside(args, strategy),
                connections=args.connections,
            )
            RotationFunction(self._context, wanted, child.of(self))

    def _scheduler_role(self) -> iam.Role:
        role = iam.Role(
            "rotation-sweeps",
            name=self._context.name("rotation-sweeps"),
            description="EventBridge Scheduler, to have old credentials and due dates looked after",
            assume_role_policy=access.trust_document(self._context, "scheduler.amazonaws.com"),
            tags=self._context.tags("rotation"),
            opts=child.of(self),
        )
        functions = self._context.arn("lambda", f"function:{self._context.name('rotation')}-*")
        policy = access.scheduler_document(
            functions, self._context.arn("sqs", self._context.name("rotation-dead-letters"))
        )
        iam.RolePolicy("rotation-sweeps", role=role.name, policy=policy, opts=child.of(self))
        return role


def _inside(args: RotationArgs, strategy: str) -> Inside | None:
    """Where a function stands: beside the servers that the program makes, or where the settings say."""
    if found := args.connections.inside.get(strategy):
        return found
    given = args.settings.inside if strategy in INSIDE else None
    return Inside(subnet_ids=given.subnet_ids, security_group_ids=given.security_group_ids) if given else None


@dataclass(frozen=True, kw_only=True)
class Rotated:
    """What a stack's rotations are made of besides its settings; see RotationArgs. `root` is the project's folder."""

    secrets: Sequence[Secret]
    stores: Sequence[SecretStore]
    keys: Mapping[str, pulumi.Input[str]]
    root: Path
    api_url: str | None = None

    @property
    def entries(self) -> Mapping[str, pulumi.Output[str]]:
        """ARNs of all entries, by path."""
        return {path: arn for store in self.stores for path, arn in store.arns.items()}

    @property
    def functions(self) -> Mapping[str, str]:
        """Strategy of each function, by its purpose."""
        return {purpose: strategy for purpose, strategy, _ in sets(self.secrets, self.entries)}


def of_stack(
    context: Context,
    settings: RotationSettings | None,
    alerts: Alerts | None,
    rotated: Rotated,
    connections: Connections,
) -> None:
    """The rotations of a stack that has some."""
    if not (settings and alerts):
        return
    wanted = RotationArgs(
        secrets=rotated.secrets,
        entries=rotated.entries,
        keys=rotated.keys,
        archive=archive.build(rotated.root),
        settings=settings,
        alerts=alerts,
        connections=connections,
        api_url=rotated.api_url or GITHUB_API,
    )
    Rotation(context, wanted)


def sets(secrets: Iterable[Secret], entries: Mapping[str, object]) -> Iterator[tuple[str, str, Sequence[Secret]]]:
    """Purpose, strategy and entries of each function: those that have an entry here, by strategy, in sets."""
    by_strategy: dict[str, list[Secret]] = {}
    for secret in sorted(secrets, key=lambda secret: secret.path):
        if secret.rotation and secret.path in entries:
            by_strategy.setdefault(secret.rotation.strategy, []).append(secret)
    for strategy in sorted(by_strategy):
        held = by_strategy[strategy]
        for number, start in enumerate(range(0, len(held), SET_SIZE), start=1):
            purpose = f"rotation-{strategy}" if number == 1 else f"rotation-{strategy}-{number}"
            yield purpose, strategy, held[start : start + SET_SIZE]
