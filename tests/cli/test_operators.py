"""The operators' day on the command line: the dashboard of a day, the messages, and what a value waits for."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Command

OURS = Path(__file__).resolve().parents[2] / "catalogue"
DAY = ("--date", "2025-10-11", "--recorded")


@pytest.fixture
def occ(command: Command, tmp_path: Path) -> Command:
    """The command on a copy of the project's catalogue; no store runs."""
    shutil.copytree(OURS, tmp_path / "catalogue")
    command.environment |= {
        "STRONGROOM_CATALOGUE": str(tmp_path / "catalogue"),
        "AWS_ENDPOINT_URL": "http://127.0.0.1:9",
    }
    return command


def test_the_dashboard_of_the_day_is_reproduced_with_the_date_as_an_argument(occ: Command) -> None:
    text = occ("status", "--workspace", "occ", *DAY, "--format", "markdown").out.decode().replace("\\", "")
    assert text.startswith("# Secrets on 2025-10-11 (local)\n")
    assert "- Owner: platform-integrations" in text
    assert "- Overall status: **blocked**" in text
    lines = {line.split(" | ")[2].strip(): line for line in text.splitlines() if line.startswith("| ")}
    place = "github:occ/integrations/environments"
    assert "complete 2025-10-10 19:26Z" in lines[f"{place}/staging/SUPABASE_SERVICE_KEY_STAGING"]
    assert "complete 2025-10-10 07:18Z" in lines[f"{place}/staging/SHOPIFY_*_STAGING"]
    for name in ("GA_MCP_HOST", "GA_MCP_CREDENTIALS", "GA_PROPERTY_ID"):
        for environment in ("staging", "prod"):
            assert "blocked | OCC-INF-221; escalated to CIO; 4 days overdue" in lines[f"{place}/{environment}/{name}"]
    assert "health check" in lines[f"{place}/prod/CHATWOOT_TOKEN_PROD"]
    assert "generated with occ/chatwoot/token_prod" in lines[f"{place}/prod/CHATWOOT_ACCOUNT_ID_PROD"]
    assert "webhook has to be configured" in lines[f"{place}/prod/CHATWOOT_WEBHOOK_SECRET"]
    assert "approval: go-live" in lines[f"{place}/prod/SHOPIFY_*_PROD"]


def test_a_dashboard_goes_into_a_file_whole(occ: Command, tmp_path: Path) -> None:
    page = tmp_path / "status.html"
    done = occ("status", *DAY, "--format", "html", "--output", str(page))
    assert (done.code, done.out) == (0, b"")
    assert f"the dashboard is in {page}" in done.err
    assert page.read_text().startswith("<!doctype html>")
    assert [file.name for file in tmp_path.iterdir() if "status" in file.name] == ["status.html"]
    nowhere = occ("status", *DAY, "--format", "html", "--output", str(tmp_path / "no" / "status.html"))
    assert nowhere.code == 1
    assert "can't be written: No such file or directory" in nowhere.err


def test_the_messages_of_the_day_stand_in_their_order(occ: Command) -> None:
    text = occ("messages", *DAY).out.decode()
    subjects = [line for line in text.splitlines() if line.startswith("Subject: ")]
    assert subjects == [
        "Subject: [occ] Fly alignment: 0 of 6 complete, 6 pending",
        "Subject: [occ] GA MCP preparation: 0 of 6 complete, 6 blocked, 4 days overdue",
        "Subject: [occ] Production strategy: 0 of 4 complete, 4 blocked",
    ]
    assert [each["priority"] for each in occ("messages", *DAY, "--json").json] == [1, 2, 3]
    nothing = occ("messages", *DAY, "--workspace", "sophia")
    assert (nothing.code, nothing.out) == (0, b"")
    assert "there is nobody to tell anything" in nothing.err


def test_a_blocker_that_is_set_and_cleared_shows_on_the_dashboard(occ: Command) -> None:
    path = "wired-chaos/wix/api_key"

    def shown() -> tuple[str, list[str]]:
        found = occ("status", "--workspace", "wired-chaos", *DAY, "--json").json
        (line,) = (line for line in found["deliveries"] if line["path"] == path)
        return line["state"], line["remarks"]

    assert shown() == ("pending", [])
    done = occ("blocker", "set", "WIX_API_KEY", "--ticket", "WC-7", "--since", "2025-10-01", "--json")
    assert done.json["state"] == "blocked", done.err
    assert shown() == ("blocked", ["WC-7", "10 days overdue"])
    assert occ("blocker", "clear", path).code == 0
    assert shown() == ("pending", [])
    assert [(record["command"], record["result"]) for record in occ.records()] == [
        ("blocker", "set"),
        ("blocker", "cleared"),
    ]


def test_a_wrong_blocker_is_refused_and_the_file_stays_as_it_was(occ: Command, tmp_path: Path) -> None:
    file = tmp_path / "catalogue" / "wired-chaos.yaml"
    before = file.read_bytes()
    refused = occ("blocker", "set", "WIX_API_KEY", "--approval", "nowhere")
    assert refused.code == 1
    assert 'approval "nowhere" is not a gate of the workspace' in refused.err
    assert "1 problem; nothing was changed" in refused.err
    nothing = occ("blocker", "set", "WIX_API_KEY")
    assert nothing.code == 2
    assert "say what it waits for" in nothing.err
    assert file.read_bytes() == before
    assert occ.records() == []
