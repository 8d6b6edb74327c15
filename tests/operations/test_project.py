"""What a project's folder holds by the catalogue, what is collected from it, and its template."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from strongroom.operations.mirror.values import Values
from strongroom.operations.problem import InputError
from strongroom.operations.project import OWN, collected, template, variables
from strongroom.operations.scope import Scope
from strongroom.operations.status import Measured
from tests.catalogue.ours import CATALOGUE

if TYPE_CHECKING:
    from strongroom.catalogue import Secret


def sophia() -> dict[str, Secret]:
    """The variables of one of our projects."""
    return variables(CATALOGUE, Scope("production"), "sophia")


def test_5_5_what_a_project_holds_is_said_in_the_catalogue_alone() -> None:
    there = {secret.name for secret in CATALOGUE.secrets if secret.workspace == "sophia"}
    assert set(sophia()) == there
    assert set(variables(CATALOGUE, Scope("production"), "openhorizon")) == {"JWT_SECRET", "CLOUDFLARE_API_TOKEN"}
    with pytest.raises(InputError, match='did you mean "sophia"'):
        variables(CATALOGUE, Scope("production"), "sofia")


def test_the_environment_gives_what_the_file_lacks_and_never_the_commands_own_credentials(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def never(_kind: object) -> None:
        raise AssertionError

    values = Values(CATALOGUE, {"sophia": Measured(entries={})}, never)  # type: ignore[arg-type]  # no value is read
    for name in ("LINEAR_API_KEY", "GONG_API_KEY", *OWN):
        monkeypatch.setenv(name, "from the environment")
    assert OWN & set(sophia()), "or this would prove nothing"
    found = collected(sophia(), values, {"LINEAR_API_KEY": "from the file", "MINE": "1"})
    assert {"LINEAR_API_KEY": "from the file", "GONG_API_KEY": "from the environment"}.items() <= found.items()
    assert set(found).isdisjoint(OWN | {"MINE"})


@pytest.mark.parametrize("ending", ["\n", "\r\n"], ids=["LF", "CRLF"])
def test_a_template_has_every_name_once_and_no_value_and_leaves_the_rest(ending: str) -> None:
    own = ending.join(["# ours", "DEBUG=1", "LINEAR_API_KEY=put yours here", ""])
    first = template(own, sophia())
    assert first.startswith(own)
    assert template(first, sophia()) == first
    assert first.count("LINEAR_API_KEY=") == 1
    added = first.removeprefix(own)
    assert f"# Gong key with which Sophia reads recorded calls.{ending}GONG_API_KEY={ending}" in added
    assert all(line.startswith("#") or line.endswith("=") for line in added.split(ending) if line)
    fewer = {name: secret for name, secret in sophia().items() if name != "GONG_API_KEY"}
    behind = f"{first}LAST=1{ending}"
    assert template(behind, fewer).endswith(f"LAST=1{ending}")
    assert "GONG_API_KEY" not in template(behind, fewer)
