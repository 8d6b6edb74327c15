"""The switches of ministack, and the credentials that it and its clients agree on."""

import os
from pathlib import Path

REGION = "us-east-1"
# Any name does: the emulator checks no signature. It must not be 12 digits, which would choose another account.
CREDENTIALS = {
    "AWS_ACCESS_KEY_ID": "local",
    "AWS_SECRET_ACCESS_KEY": "local",
    "AWS_REGION": REGION,
    "AWS_DEFAULT_REGION": REGION,  # the one that boto3 reads
}


def settings(port: int, data: Path) -> dict[str, str]:
    """Return the environment that ministack reads at import, with every file it writes under `data`."""
    return {
        **CREDENTIALS,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
        "BIND_HOST": "127.0.0.1",
        "GATEWAY_PORT": str(port),
        "MINISTACK_HOST": "127.0.0.1",
        "MINISTACK_REGION": REGION,
        "PERSIST_STATE": "1",
        "STATE_DIR": str(data / "state"),
        "S3_PERSIST": "1",
        "S3_DATA_DIR": str(data / "s3"),
        "TMPDIR": str(data / "tmp"),  # Lambda code is unpacked here
        "CLOUDTRAIL_RECORDING": "1",
        "MINISTACK_IMDS_V2_REQUIRED": "1",
        "LAMBDA_EXECUTOR": "local",  # a subprocess, never a container
        "DOCKER_HOST": f"unix://{data}/no-container-daemon",  # none is asked to pull or to remove anything
        "IOT_MTLS_ENABLED": "0",
        "SFTP_ENABLED": "0",
        "SFTP_HOST": "127.0.0.1",
        # Only where it is asked for: what the emulator's IAM knows is enough to refuse, and not all that AWS knows.
        "AUTH": "true" if os.environ.get("STRONGROOM_LOCAL_IAM") == "enforced" else "false",
        "LOG_LEVEL": "WARNING",  # below it, Lambda output and message bodies are logged
        # Lambda workers are Python processes of their own; this makes them load the loopback guard.
        "PYTHONPATH": str(Path(__file__).parent / "worker"),
    }
