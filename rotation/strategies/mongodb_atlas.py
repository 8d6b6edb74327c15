"""A database user of MongoDB Atlas (rotation.login has the value's shape; rotation.atlas the superuser's).

Atlas keeps one password a user, so two users take turns, NAME and NAME_clone, whether or not the catalogue says so;
NAME_clone is made with NAME's roles. After the grace the user that is out of use gets a password that nobody knows.

The test asks Atlas whether the user is there and whether every cluster has the change. It does not log in: that takes
MongoDB's own driver and a way to the cluster, and this function carries neither.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rotation import atlas, generate, login
from rotation.errors import UntestedError, ValueShapeError
from rotation.strategies.contract import Change, Strategy

if TYPE_CHECKING:
    from contextlib import AbstractContextManager


class MongodbAtlas(Strategy):
    """Two users that take turns."""

    has_grace = True

    def propose(self, change: Change, stray: str | None) -> str:
        current = login.parse(change.current)
        begun = login.parse(stray) if stray else None
        reused = begun.password if begun and begun.username == current.other_username else None
        return current.with_credentials(current.other_username, reused or generate.password(change.settings)).text

    def apply(self, change: Change) -> None:
        new = login.parse(change.proposed)
        with _project(change) as project:
            if project.user(new.username):
                project.set_password(new.username, new.password)
            else:
                model = project.user(new.other_username)
                if model is None:
                    raise _no_user(new.other_username)
                project.create_like(model, new.username, new.password)
            project.wait()

    def test(self, change: Change) -> None:
        with _project(change) as project:
            if project.user(login.parse(change.proposed).username) is None:
                raise UntestedError("Atlas does not have the new user", way_out="run setSecret again")
            project.wait()

    def rehearse(self, change: Change) -> None:
        username = login.parse(change.current).username
        with _project(change) as project:
            if project.user(username) is None:
                raise _no_user(username)

    def retires(self, change: Change) -> bool:
        """Only of a pair: a user that a person put in place of another is not ours to lock out."""
        if change.previous is None:
            return False
        return login.parse(change.previous).username == login.parse(change.current).other_username

    def retire(self, change: Change) -> str | None:
        out_of_use = login.parse(change.current).other_username
        with _project(change) as project:
            if project.user(out_of_use):
                project.set_password(out_of_use, generate.password(change.settings))
        return None


def _no_user(username: str) -> ValueShapeError:
    return ValueShapeError(f"Atlas has no database user {username}", way_out="correct the value: strongroom put PATH")


def _project(change: Change) -> AbstractContextManager[atlas.Project]:
    return atlas.project(change.services, change.superuser("change Atlas's database users"))


STRATEGY = MongodbAtlas()
