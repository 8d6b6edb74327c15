"""The provisioning checklist of WIRED CHAOS from its scope to its handoff, in one walk (requirements 1.1 to 1.18).

The stores, GitHub and the audit log are the rehearsal's own servers. The providers that issued the values are played by
their documented answers; the pipeline and the question about its flag are programs of the test.
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest
import respx

from tests.canary import canary
from tests.cli.test_canaries import traces
from tests.stores import servers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.cli.conftest import Command
    from tests.destinations.stand_in import Github

pytestmark = pytest.mark.real

OURS = Path(__file__).resolve().parents[2] / "catalogue"
BADGE = "https://status.wiredchaos.xyz/badge.json"
IDENTIFIER = "0123456789abcdef0123456789abcdef"
SETTINGS = """
[roles."Vault Maintainer"]
local = ["{holder}"]
[probes.notion]
workspace = "WIRED CHAOS"
[probes.wix]
account = "wired"
[probes.gamma]
url = "https://gamma.invalid/introspect"
"""
PROGRAM = """#!{python}
import json, pathlib, sys
pathlib.Path({log!r}).open("a").write(json.dumps([pathlib.Path(sys.argv[0]).name, *sys.argv[1:]]) + "\\n")
"""


@dataclass(frozen=True, kw_only=True)
class Line:
    """A line of the checklist: its name, what is put, what is refused with which words, and what then is stored."""

    name: str
    value: str
    wrong: str
    words: str
    stored: str = ""


def lines() -> list[Line]:
    """The nine, in the order of the catalogue; a credential is told from a wrong one by its provider."""
    endpoint = "https://wiredchaos.xyz/_functions/notionSync"
    link = f"https://www.notion.so/chaos/Swarm-{IDENTIFIER}?v=1"
    return [
        Line(name="WIX_API_KEY", value=canary(32), wrong=canary(32), words="does not see the site wiredchaos.xyz"),
        Line(name="WIX_SITE_ID", value="5c0f-site", wrong="5c0f-site-stg", words='ends with "-stg"'),
        Line(name="WIX_SYNC_ENDPOINT", value=endpoint, wrong=f"{endpoint}-staging", words='contains "-staging"'),
        Line(name="GAMMA_TOKEN", value=canary(32), wrong=canary(32), words='not a token of the environment "prod"'),
        Line(name="GAMMA_SPACE_ID", value="space-7", wrong="space-7-preview", words='ends with "-preview"'),
        Line(name="SWARM_NOTION_TOKEN", value=canary(32), wrong=canary(32), words='belongs to the workspace "Staging"'),
        Line(
            name="SWARM_DB_ID",
            value=link,
            wrong=link.replace("www", "staging"),
            words="is neither an identifier",
            stored=IDENTIFIER,
        ),
        Line(name="NOTION_SLO_BADGE_URL", value=BADGE, wrong=BADGE.replace("json", "svg"), words="is not"),
        Line(
            name="SENDGRID_API_KEY",
            value=f"SG.{canary(22)}.{canary(43)}",
            wrong=f"SG.{canary(22)}.{canary(43)}",
            words='tagged "staging"',
        ),
    ]


@dataclass(frozen=True, kw_only=True)
class Checklist:
    """The command on the project's own catalogue, GitHub, and what the pipeline's programs were called with."""

    run: Command
    github: Github
    settings: Path
    log: Path
    lines: list[Line]

    def hold(self, holder: str) -> None:
        """Say who holds the role."""
        self.settings.write_text(SETTINGS.format(holder=holder))

    def handoff(self, *arguments: str) -> tuple[int, dict[str, str]]:
        """Exit code and each check."""
        done = self.run("handoff", "wired-chaos", "--json", *arguments)
        return done.code, {check["name"]: check["state"] for check in done.json["checks"]}


def providers(good: set[str]) -> None:
    """Wix, Gamma, Notion and SendGrid: they know the good credentials, and another site's, space's or team's."""

    def answering(right: dict[str, Any], wrong: dict[str, Any]) -> Callable[[httpx.Request], httpx.Response]:
        def answer(request: httpx.Request) -> httpx.Response:
            value = request.headers["authorization"].removeprefix("Bearer ")
            return httpx.Response(200, json=right if value in good else wrong)

        return answer

    gamma = {"active": True, "scope": "spaces:read spaces:write"}
    sites, named = {"viewUrl": "https://www.wiredchaos.xyz/"}, {"type": "bot"}
    respx.route(host="127.0.0.1").pass_through()
    respx.post(host="www.wixapis.com").mock(side_effect=answering({"sites": [sites]}, {"sites": []}))
    respx.post(host="gamma.invalid").mock(
        side_effect=answering(gamma | {"environment": "prod"}, gamma | {"environment": "dev"})
    )
    respx.get(host="api.notion.com").mock(
        side_effect=answering(
            named | {"bot": {"workspace_name": "WIRED CHAOS"}}, named | {"bot": {"workspace_name": "Staging"}}
        )
    )
    respx.get(host="api.sendgrid.com", path="/v3/scopes").mock(side_effect=answering(*[{"scopes": ["mail.send"]}] * 2))
    respx.get(host="api.sendgrid.com", path__startswith="/v3/api_keys/").mock(
        side_effect=answering({"name": "WIRED CHAOS PROD mailer"}, {"name": "WIRED CHAOS PROD mailer (staging)"})
    )
    respx.get(BADGE).mock(return_value=httpx.Response(200, json={"status": "ok"}))


@pytest.fixture
def checklist(rooms: Command, github_server: Github, tmp_path: Path) -> Iterator[Checklist]:
    """Empty containers for the nine, an empty environment on GitHub, and the pipeline's programs on PATH."""
    github_server.fresh("wired-chaos/site", "production")
    programs, log, settings = tmp_path / "bin", tmp_path / "called.jsonl", tmp_path / "strongroom.toml"
    programs.mkdir()
    for name in ("dual-deploy", "feature-flags"):
        (programs / name).write_text(PROGRAM.format(python=sys.executable, log=str(log)))
        (programs / name).chmod(0o755)
    rooms.monkeypatch.setenv("PATH", str(programs), prepend=":")
    rooms.environment |= {
        **github_server.environment,
        "STRONGROOM_CATALOGUE": str(OURS),
        "STRONGROOM_SETTINGS": str(settings),
        "XDG_STATE_HOME": str(tmp_path / "state"),
    }
    found = Checklist(run=rooms, github=github_server, settings=settings, log=log, lines=lines())
    found.hold("arn:aws:*")
    client = servers.secrets_client(rooms.environment["AWS_ENDPOINT_URL"])
    for line in rooms("list", "--workspace", "wired-chaos", "--json").json:
        client.create_secret(Name=f"local/{line['path']}")
    with respx.mock:
        providers({line.value for line in found.lines})
        yield found


def test_the_checklist_is_walked_from_its_scope_to_its_handoff(checklist: Checklist, tmp_path: Path) -> None:
    run = checklist.run
    confirmed = run("scope", "use", "wired-chaos", "--environment", "production")
    assert confirmed.out == b"active scope: wired-chaos (environment: production)\n"
    checklist.hold("arn:aws:iam::1:role/VaultMaintainer")
    refused = run("put", "WIX_API_KEY", stdin=b"a-value-of-wix")
    assert (refused.code, 'written by the role "Vault Maintainer" only' in refused.err) == (1, True)
    checklist.hold("arn:aws:*")
    for line in checklist.lines:
        assert run("put", line.name.lower(), stdin=line.value.encode()).code == 1, "names are case-sensitive"
        wrong = run("put", line.name, stdin=line.wrong.encode())
        assert (wrong.code, line.words in wrong.err) == (1, True), wrong.err
        done = run("put", line.name, "--json", stdin=line.value.encode())
        assert done.code == 0, done.err
        assert (done.json["result"], done.json["unchecked"]) == ("stored", []), "nothing was left to a person's eyes"
        assert "where: " in done.err
        assert run("get", line.name, "--reveal").out.decode() == (line.stored or line.value)
    listed = run("list", "--workspace", "wired-chaos", "--json").json
    assert {(one["name"], one["scope"], one["status"]) for one in listed} == {
        (line.name, "wired-chaos/prod", "active") for line in checklist.lines
    }
    assert run("mirror", "wired-chaos/*").code == 0
    environment = {"repository": "wired-chaos/site", "environment": "production"}
    sealed = {name: checklist.github.secret(name, **environment) for name in ("WIX_API_KEY", "SENDGRID_API_KEY")}
    assert sealed == {line.name: line.value for line in checklist.lines if line.name in sealed}
    folder = tmp_path / "audit"
    assert run("evidence", "export", "--workspace", "wired-chaos", "--to", str(folder)).code == 0
    code, states = checklist.handoff("--announced", "https://chat.example/release/1")
    assert (code, set(states.values())) == (0, {"passed"}), states
    assert {"populated", "arrived", "evidence", "ticket", "feature flag GlassFX", "told #wired-chaos-release"} <= set(
        states
    )
    called = [json.loads(one) for one in checklist.log.read_text().splitlines()]
    dry_run = ["dual-deploy", "--environment", "production", "--version-tag", "v2.0.0", "--dry-run"]
    assert dry_run in called
    assert states["dry run: Dual Deploy: Wix + Gamma"] == "passed"
    written = [record for record in run.records() if record.get("result") == "stored"]
    assert {record["path"] for record in written} == {one["path"] for one in listed}
    trail = (folder / "journal.jsonl").read_bytes() + (folder / "cloudtrail.json").read_bytes()
    assert all(path.encode() in trail for path in (one["path"] for one in listed))
    for value in (line.value for line in checklist.lines if line.name.endswith(("_KEY", "_TOKEN"))):
        assert list(traces(value, b"".join(one.read_bytes() for one in folder.iterdir()))) == []


def test_a_present_value_gives_way_to_a_validated_one_only_and_only_when_somebody_agrees(checklist: Checklist) -> None:
    """Requirement 1.14."""
    first = checklist.lines[0]
    run = checklist.run
    assert run("put", first.name, stdin=first.value.encode()).code == 0
    later = replace(first, value=canary(32))
    unvalidated = run("put", first.name, "--yes", stdin=later.value.encode())
    assert (unvalidated.code, first.words in unvalidated.err) == (1, True)
    providers({later.value})
    unasked = run("put", first.name, stdin=later.value.encode())
    assert (unasked.code, "it would be overwritten, and nobody is there to agree" in unasked.err) == (2, True)
    assert run("get", first.name, "--reveal").out.decode() == first.value
    assert run("put", first.name, "--yes", stdin=later.value.encode()).code == 0
    assert run("get", first.name, "--reveal").out.decode() == later.value
