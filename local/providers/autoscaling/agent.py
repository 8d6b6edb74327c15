"""The CloudWatch agent of a node on loopback: `python agent.py ROOT` sends log files to CloudWatch Logs.

It follows the files that the node's own configuration of the agent names, and knows what that uses: `file_path`,
`log_group_name`, and `{instance_id}` as the stream. Lines are kept until the group takes them, and how far it has taken
them is remembered: a machine that dies between the two sends its last request again, and no other.
https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch-Agent-Configuration-File-Details.html
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
import time
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3
from botocore.exceptions import BotoCoreError, ClientError

if TYPE_CHECKING:
    from collections.abc import Mapping

HOME = "opt/aws/amazon-cloudwatch-agent"
_PAUSE = 0.5  # seconds between two looks at the files
_LINES = 500  # of one request, which may hold 1 MiB; a line of the audit log has one or two KiB


@dataclass
class Followed:
    """One file, the group and stream that it goes to, and how far it was sent."""

    file: Path
    group: str
    stream: str
    sent: Path

    def ship(self, logs: Any) -> None:
        """Send the lines that are new; they stay new where they can't be sent."""
        inode, offset = self._position()
        try:
            with self.file.open("rb") as opened:
                opened_inode = os.fstat(opened.fileno()).st_ino  # the name may be another file's from now on
                if opened.seek(0, 2) < offset or opened_inode != inode:
                    offset = 0  # the file was rotated
                opened.seek(offset)
                while lines := [line for line in islice(opened, _LINES) if line.endswith(b"\n")]:
                    self._put(logs, lines)
                    offset += sum(map(len, lines))
                    self._remember(f"{opened_inode} {offset}")
        except FileNotFoundError:
            return

    def _position(self) -> tuple[int, int]:
        try:
            inode, offset = self.sent.read_text().split()
        except (FileNotFoundError, ValueError):
            return 0, 0
        return int(inode), int(offset)

    def _remember(self, position: str) -> None:
        written = self.sent.with_name(f"{self.sent.name}.new")
        written.write_text(position)
        written.replace(self.sent)  # at once: half a position would send the whole file again

    def _put(self, logs: Any, lines: list[bytes]) -> None:
        now = int(time.time() * 1000)
        events = [{"timestamp": now, "message": line.decode(errors="replace").rstrip("\n")} for line in lines]
        try:
            logs.put_log_events(logGroupName=self.group, logStreamName=self.stream, logEvents=events)
        except logs.exceptions.ResourceNotFoundException:
            logs.create_log_stream(logGroupName=self.group, logStreamName=self.stream)
            logs.put_log_events(logGroupName=self.group, logStreamName=self.stream, logEvents=events)


def followed(root: Path, configuration: Mapping[str, Any], instance: str) -> list[Followed]:
    """The files of a configuration of the agent, below the node's root."""
    state = root / HOME / "logs/state"
    state.mkdir(parents=True, exist_ok=True)
    return [
        Followed(
            file=root / one["file_path"].lstrip("/"),
            group=one["log_group_name"],
            stream=one["log_stream_name"].replace("{instance_id}", instance),
            sent=state / one["file_path"].strip("/").replace("/", "_"),
        )
        for one in configuration["logs"]["logs_collected"]["files"]["collect_list"]
    ]


def main(root: Path) -> None:
    """Follow the files until the machine goes."""
    instance = json.loads((root / "run/strongroom/instance.json").read_text())["id"]
    configuration = json.loads((root / HOME / "etc/amazon-cloudwatch-agent.json").read_text())
    files, logs = followed(root, configuration, instance), boto3.client("logs", region_name=os.environ["AWS_REGION"])
    while True:
        for file in files:
            with contextlib.suppress(BotoCoreError, ClientError):  # the emulator is away, or the group not there yet
                file.ship(logs)
        time.sleep(_PAUSE)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
