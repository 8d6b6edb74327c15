"""The cloud's directory: made, recognised as ours, and removed."""

import contextlib
import os
import secrets
import shutil

from local.cloud.errors import CloudError
from local.cloud.paths import DIRECTORY_VARIABLE, Layout

_LOCKS = (".state.lock", ".up.lock")  # in the order in which they may go


def prepare(layout: Layout) -> None:
    """Make the directory and what others expect in it. Raises CloudError for a directory that is not ours."""
    layout.directory.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not layout.marker.exists():
        ours = {layout.state_file, layout.passphrase, layout.stack_configuration}
        ours |= {layout.logs, layout.pulumi_state, layout.pulumi_home}
        foreign = {file.name for file in layout.directory.iterdir()} - {file.name for file in ours} - set(_LOCKS)
        if foreign:
            raise CloudError(
                f"{layout.directory}: holds files that are not the local cloud's ({', '.join(sorted(foreign)[:3])}), "
                f"and `down` removes the whole directory; set {DIRECTORY_VARIABLE} to a new or an empty one"
            )
        layout.marker.write_text("The local cloud's directory. `python -m local down` removes it.\n", encoding="utf-8")
    for folder in (layout.logs, layout.pulumi_state, layout.pulumi_home):
        folder.mkdir(exist_ok=True, mode=0o700)
    if not layout.passphrase.exists():
        descriptor = os.open(layout.passphrase, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(secrets.token_urlsafe(32))


def is_ours(layout: Layout) -> bool:
    """Tell whether a local cloud has been here."""
    return layout.marker.exists() or layout.state_file.exists()


def remove(layout: Layout, *, keep_data: bool) -> None:
    """Remove the state file, and everything else unless it is to be kept. Both locks must be held.

    The locks go last: whoever waits for one may make the directory anew as soon as it is gone.
    """
    layout.state_file.unlink(missing_ok=True)
    if not keep_data and layout.directory.exists():
        for file in layout.directory.iterdir():
            if file.is_dir() and not file.is_symlink():
                shutil.rmtree(file, ignore_errors=True)
            elif file.name not in _LOCKS and file != layout.marker:
                file.unlink(missing_ok=True)
        layout.marker.unlink(missing_ok=True)  # a removal that is killed half-way is recognised and finished later
    remove_locks(layout)


def remove_locks(layout: Layout) -> None:
    """Remove the locks, and the directory where nothing else is in it. The lock of starts and stops must be held."""
    for name in _LOCKS:
        (layout.directory / name).unlink(missing_ok=True)
    with contextlib.suppress(OSError):  # it holds something
        layout.directory.rmdir()
