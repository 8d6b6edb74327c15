"""The restore drill: the newest snapshot in a throw-away cluster, signed in to, its canary read, the time taken."""

from __future__ import annotations

import os
import tempfile
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import IO, TYPE_CHECKING, Any

from strongroom.operations.problem import InputError
from strongroom.stores.errors import DeniedError, NotFoundError, RefusedError
from strongroom.vault import archive
from strongroom.vault.names import CANARY
from strongroom.vault.sign_in import identity, log_in
from strongroom.vault.taking import PATH
from strongroom.vault.throw_away import ThrowAway, throw_away

if TYPE_CHECKING:
    from pathlib import Path

    from strongroom.vault.archive import Snapshot
    from strongroom.vault.cloud import Cloud

GOAL_SECONDS = 15 * 60  # requirement 4.21


@dataclass(kw_only=True)
class Drill:
    """One run. `audience`: what the cluster calls itself. `seconds`: time of each step, in their order."""

    cloud: Cloud
    audience: str
    binary: Path
    seconds: dict[str, float] = field(default_factory=dict)
    _since: float = field(default_factory=time.monotonic)

    def run(self, source: Path | None) -> tuple[Snapshot, datetime]:
        """Restore a file, or the newest snapshot of the bucket; the snapshot, and when its canary was written.

        Raises:
            InputError: the snapshot is damaged, was refused, or has no canary.
            StoreError: a server or AWS did not do its part.
        """
        with tempfile.TemporaryFile(prefix="strongroom-") as spool:
            snapshot = fetched(self.cloud, source, spool)
            self._done("fetch and check")
            with throw_away(self.cloud, self.binary) as server:
                self._done("start")
                self._restore(server, spool, snapshot)
                self._done("restore")
                written = self._canary(server, snapshot)
                self._done("sign in and read")
        return snapshot, written

    def _done(self, step: str) -> None:
        now = time.monotonic()
        self.seconds[step], self._since = now - self._since, now

    def _restore(self, server: ThrowAway, spool: IO[bytes], snapshot: Snapshot) -> None:
        root = server.initialise()
        spool.seek(0)
        try:
            root.upload(PATH, spool)
        except RefusedError:
            raise InputError(
                f"{snapshot.name}: a fresh cluster refuses it; it is of another seal key, or its sums were forged"
            ) from None
        server.serving()

    def _canary(self, server: ThrowAway, snapshot: Snapshot) -> datetime:
        """Sign in as the snapshot's own cluster would let us, and read."""
        token = os.environ.get("VAULT_TOKEN")
        try:
            inside = server.client.signed_in(token) if token else log_in(server.client, self._identity())
            found: dict[str, Any] = inside.read(CANARY)["data"]["data"]
            return datetime.fromtimestamp(int(found["written"]), UTC)
        except (NotFoundError, KeyError, ValueError):
            raise InputError(
                f"{snapshot.name}: restored, and it has no canary; was it taken before the engine was mounted?"
            ) from None
        except DeniedError:
            raise InputError(
                f"{snapshot.name}: restored, and nobody gets in; the operator's login is not in it, or VAULT_TOKEN"
                " was made later"
            ) from None

    def _identity(self) -> str:
        return identity(self.cloud, self.audience)


def fetched(cloud: Cloud, source: Path | None, spool: IO[bytes], *, key: str | None = None) -> Snapshot:
    """A file, an object of the bucket, or the newest of them, in the spool: whole and checked.

    Raises:
        InputError: there is none, or it is damaged.
    """
    if source is not None:
        try:
            with source.open("rb") as file:
                archive.write(iter(lambda: file.read(1 << 20), b""), spool)
        except OSError as error:
            raise InputError(f"{source}: can't be read ({error.strerror})") from None
        return archive.read(spool, str(source))
    chosen = key or _newest(cloud)
    cloud.fetch(chosen, spool)
    return archive.read(spool, f"s3://{cloud.bucket}/{chosen}")


def _newest(cloud: Cloud) -> str:
    found = cloud.newest()
    if found is None:
        raise InputError(f"there is no snapshot in {cloud.bucket}; take one: strongroom vault snapshot")
    return found.key
