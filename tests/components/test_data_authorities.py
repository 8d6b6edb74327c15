"""The authorities of Amazon RDS in the repository are those of their region, whole, and the ones that were compared."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes

from components.data.database import AUTHORITIES

DECISION = Path(__file__).resolve().parents[2] / "docs/decisions/0131-the-authorities-of-rds-are-in-the-repository.md"
FILES = sorted(AUTHORITIES.glob("*.pem"))


def roots(file: Path) -> list[x509.Certificate]:
    return x509.load_pem_x509_certificates(file.read_bytes())


def fingerprint(root: x509.Certificate) -> str:
    return root.fingerprint(hashes.SHA256()).hex()


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_region_has_its_three_roots_each_signed_by_itself(file: Path) -> None:
    named = set()
    for root in roots(file):
        root.verify_directly_issued_by(root)
        (common,) = root.subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
        named.add(str(common.value))
        assert root.not_valid_after_utc.year >= 2061
        assert root.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    assert named == {f"Amazon RDS {file.stem} Root CA {kind} G1" for kind in ("RSA2048", "RSA4096", "ECC384")}


def test_no_root_changes_without_its_fingerprint_in_the_record() -> None:
    recorded = set(re.findall(r"\b[0-9a-f]{64}\b", DECISION.read_text()))
    assert recorded == {fingerprint(root) for file in FILES for root in roots(file)}
