"""Keys of a Kubernetes secret, sealed for the cluster's controller and written into a folder of its GitOps repository.

Nothing is applied: who looks after the repository commits the file, and the cluster takes it from there. The value
can't be read back here, and need not be: a note in the file says by fingerprint what was sealed (4.6).
"""

from __future__ import annotations

import fcntl
import os
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from strongroom.destinations.contract import Key, Kind, Parcel, Present
from strongroom.destinations.sealed_manifest import Manifest, Note, digest, fresh
from strongroom.destinations.sealing import Scope, SealingCertificate, label_of, size_of
from strongroom.destinations.yaml_lines import YamlLinesError
from strongroom.operations.problem import InputError
from strongroom.operations.whole_file import write_whole
from strongroom.stores.errors import ConflictError, RefusedError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from pathlib import Path

SECRET_BYTES = 1024 * 1024  # what Kubernetes takes for one secret
_MODE = 0o644  # what is in it is sealed, and made to be committed


@dataclass(frozen=True, kw_only=True)
class Cluster:
    """Where the secrets of a cluster go: its GitOps folder, and the public certificate of its controller."""

    name: str
    certificate: Path
    folder: Path
    scope: Scope = "strict"


@dataclass
class SealedSecrets:
    """One Kubernetes secret: the file `<namespace>/<name>.yaml` below the cluster's folder."""

    cluster: Cluster
    namespace: str
    name: str
    limits: Mapping[Kind, int] = field(default_factory=dict)

    @property
    def address(self) -> str:
        """The place as the catalogue writes it."""
        return f"kubernetes:{self.cluster.name}/{self.namespace}/{self.name}"

    @property
    def file(self) -> Path:
        """Where the manifest is."""
        return self.cluster.folder / self.namespace / f"{self.name}.yaml"

    @property
    def waits(self) -> str:
        """What a delivery waits for, as a sentence of the plan."""
        return f"written to {self.file}: commit it, and the cluster takes it from there"

    @property
    def certificate(self) -> SealingCertificate:
        """What values are sealed with; raises RefusedError where nothing may be."""
        return SealingCertificate.read(self.cluster.certificate, self.address)

    def demand_ready(self) -> None:
        """Raise RefusedError where nothing may be sealed, or there is no folder for it."""
        SealingCertificate.read(self.cluster.certificate, self.address)
        self._demand_folder()

    def look(self, keys: Collection[Key], *, everything: bool = False) -> Mapping[Key, Present]:
        """What the file holds; no value can be read."""
        del everything
        manifest = self._manifest()
        if manifest is None:
            return {}
        asked, notes = {key.name: key for key in keys}, manifest.notes
        return {
            present.key: present
            for name, sealed in manifest.entries.items()
            for present in [_present(asked.get(name) or Key(kind="secret", name=name), sealed, notes.get(name))]
        }

    def deliver(self, parcel: Parcel, over: Present | None) -> datetime:
        """Seal the value into the file; a value that is sealed there already is left as it is."""
        key, place = parcel.key.name, self._named(parcel.key)
        certificate = SealingCertificate.read(self.cluster.certificate, place)
        with self._alone():
            manifest = self._manifest() or Manifest.read(fresh(self.namespace, self.name, self.cluster.scope))
            there, note = manifest.entries.get(key), manifest.notes.get(key)
            if there and note and note.sealed == digest(there) and note.fingerprint == parcel.fingerprint != "":
                return datetime.fromisoformat(note.at)
            if there and digest(there) != (over.changed if over else None):
                raise ConflictError(
                    place=place,
                    problem=f"somebody else changed {self.file} while the mirror was at it",
                    way_out="repeat the command; it looks again first",
                )
            self._demand_room(manifest, parcel)
            now = datetime.now(UTC).replace(microsecond=0)
            sealed = certificate.seal(parcel.value, label_of(self.cluster.scope, self.namespace, self.name))
            noted = Note(
                fingerprint=parcel.fingerprint,
                sealed=digest(sealed),
                certificate=certificate.name,
                at=now.isoformat(),
            )
            self._write(manifest.sealed(key, sealed, noted), place)
        return now

    def remove(self, key: Key) -> None:
        """Take the entry out of the file, and the file away where nothing is left and it is ours."""
        if not self.file.exists():
            return
        with self._alone():
            manifest = self._manifest()
            if manifest is None or key.name not in manifest.entries:
                return
            if manifest.is_ours and set(manifest.entries) == {key.name}:
                self.file.unlink()
            else:
                self._write(manifest.without(key.name), self._named(key))

    def audience(self, key: Key) -> tuple[str, ...] | None:
        """Who may read a secret of the namespace is the cluster's to say."""
        del key
        return None

    def _manifest(self) -> Manifest | None:
        try:
            text = self.file.read_text(encoding="utf-8")
            manifest = Manifest.read(text)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise self._unfit(f"can't be read: {error.strerror}") from None
        except (YamlLinesError, ValueError) as error:
            raise self._unfit(str(error) if isinstance(error, YamlLinesError) else "it is no text") from None
        problem = manifest.unfit(self.namespace, self.name, self.cluster.scope)
        if problem:
            raise self._unfit(problem)
        return manifest

    def _demand_room(self, manifest: Manifest, parcel: Parcel) -> None:
        others = sum(size_of(sealed) for key, sealed in manifest.entries.items() if key != parcel.key.name)
        if others + len(parcel.value.get_secret_value().encode()) > SECRET_BYTES:
            raise RefusedError(
                place=self._named(parcel.key),
                problem="with it the secret would be over the 1 MB that Kubernetes takes",
                way_out="deliver some of its keys to a secret of another name",
            )

    def _write(self, text: str, place: str) -> None:
        try:
            write_whole(self.file, text, mode=None if self.file.exists() else _MODE)
        except InputError as error:
            raise RefusedError(place=place, problem=str(error), way_out="make it writable") from None

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Two mirrors at once take turns."""
        self._demand_folder()
        self.file.parent.mkdir(exist_ok=True)
        descriptor = os.open(self.file.parent, os.O_RDONLY)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)

    def _demand_folder(self) -> None:
        if not self.cluster.folder.is_dir():
            raise RefusedError(
                place=self.address,
                problem=f"there is no folder {self.cluster.folder}",
                way_out="check the GitOps repository out there, or correct clusters in the catalogue",
            )

    def _unfit(self, problem: str) -> RefusedError:
        return RefusedError(
            place=self.address, problem=f"{self.file}: {problem}", way_out="correct it, or move it away and repeat"
        )

    def _named(self, key: Key) -> str:
        return f"{self.address}/{key.name}"


def _present(key: Key, sealed: str, note: Note | None) -> Present:
    known = note is not None and note.sealed == digest(sealed)
    return Present(
        key=key, changed=digest(sealed), at=datetime.fromisoformat(note.at) if known and note is not None else None
    )
