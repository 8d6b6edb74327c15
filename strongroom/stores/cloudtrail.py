"""Who wrote an entry of Secrets Manager: what CloudTrail recorded, as far as the caller may look it up."""

from __future__ import annotations

from botocore.exceptions import BotoCoreError, ClientError

from strongroom.stores import aws_client

_WRITES = {"CreateSecret", "PutSecretValue", "UpdateSecret", "UpdateSecretVersionStage", "RotationSucceeded"}


def last_writer(name: str) -> str | None:
    """Name of who last wrote the entry; None where CloudTrail is silent, late, or not for this caller."""
    try:
        found = aws_client.cloudtrail().lookup_events(  # type: ignore[attr-defined]  # botocore makes its methods at run time
            LookupAttributes=[{"AttributeKey": "ResourceName", "AttributeValue": name}], MaxResults=50
        )
    except (BotoCoreError, ClientError):
        return None
    writers = (event.get("Username") for event in found["Events"] if event.get("EventName") in _WRITES)
    return next((writer for writer in writers if writer), None)
