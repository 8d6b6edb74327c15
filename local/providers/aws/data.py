"""Backups, trails, certificates and names: checked and recorded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from local.providers.aws.recorded import digits, recorded, uuid_of
from local.providers.naming import Autoname
from local.providers.resource import table

if TYPE_CHECKING:
    from local.providers.aws.connection import Aws
    from local.providers.resource import Call
    from local.providers.values import Properties

_MANAGED: Final = "Managed by Pulumi"


def _certificate(call: Call[Aws]) -> Properties:
    names = [call.inputs.get("domainName", ""), *call.inputs.get("subjectAlternativeNames", ())]
    options = [
        {
            "domainName": name,
            "resourceRecordName": f"_{digits(name)}.{str(name).removeprefix('*.')}.",
            "resourceRecordType": "CNAME",
            "resourceRecordValue": f"_{digits(name, 'value')}.acm-validations.aws.",
        }
        for name in dict.fromkeys(names)
    ]
    issued = call.inputs.get("validationMethod") is None
    return {
        "domainValidationOptions": [] if issued else options,
        "status": "ISSUED" if issued else "PENDING_VALIDATION",
        "type": "IMPORTED" if issued else "AMAZON_ISSUED",
        "validationEmails": [],
    }


def _zone(call: Call[Aws]) -> Properties:
    servers = [
        f"ns-{number}.awsdns-{number % 64:02}.{tld}" for number, tld in ((36, "com"), (588, "net"), (1110, "org"))
    ]
    return {"zoneId": call.id, "nameServers": servers, "primaryNameServer": servers[0]}


DATA: Final = table(
    recorded(
        "backup/vault:Vault",
        id="{name}",
        arn="backup:backup-vault:{id}",
        naming=Autoname(limit=50),
        replace_on=("kmsKeyArn",),
        computed=("kmsKeyArn",),
        defaults={"forceDestroy": False},
    ),
    recorded(
        "backup/plan:Plan",
        id="plan-",
        arn="backup:backup-plan:{id}",
        naming=Autoname(),
        unstable=("version",),
        unordered=("rules",),
    ),
    recorded(
        "backup/selection:Selection",
        id="selection-",
        naming=Autoname(limit=50),
        replace_on=("*",),
        computed=("conditions", "notResources"),
    ),
    recorded(
        "cloudtrail/trail:Trail",
        id="arn",
        arn="cloudtrail:trail/{name}",
        naming=Autoname(limit=128),
        outputs=lambda call: {"homeRegion": call.connection.region_of(call.inputs), "snsTopicArn": ""},
        defaults={
            "enableLogFileValidation": False,
            "enableLogging": True,
            "includeGlobalServiceEvents": True,
            "isMultiRegionTrail": False,
            "isOrganizationTrail": False,
        },
    ),
    recorded(
        "acm/certificate:Certificate",
        id="arn",
        arn="acm:certificate/{uuid}",
        words=lambda call: {"uuid": uuid_of(call.nonce or call.id)},
        outputs=_certificate,
        replace_on=(
            "certificateAuthorityArn",
            "domainName",
            "keyAlgorithm",
            "subjectAlternativeNames",
            "validationMethod",
        ),
        computed=("domainName", "keyAlgorithm", "options", "subjectAlternativeNames", "validationMethod"),
        unordered=("subjectAlternativeNames",),
        write_only=("privateKeyWo",),
    ),
    recorded(
        "acm/certificateValidation:CertificateValidation",
        id="{certificateArn}",
        replace_on=("*",),
    ),
    recorded(
        "route53/zone:Zone",
        id="{zone}",
        arn="route53:hostedzone/{id}",
        words=lambda call: {"zone": "Z" + digits(call.nonce or call.id).upper()[:13]},
        outputs=_zone,
        replace_on=("delegationSetId", "name"),
        defaults={"comment": _MANAGED, "forceDestroy": False},
    ),
    recorded(
        "route53/record:Record",
        id="{zoneId}_{name}_{type}",
        outputs=lambda call: {"fqdn": call.inputs.get("name", "")},
        replace_on=("name", "setIdentifier", "type", "zoneId"),
        unordered=("records",),
        computed=("allowOverwrite",),
    ),
)
