"""The published controls that rules cite. A number stands here only because its text was read, in this version.

FSBP  AWS Foundational Security Best Practices, as AWS Security Hub numbers its controls
CIS   CIS Amazon Web Services Foundations Benchmark
NIST  NIST Special Publication 800-53, revision 5
PCI   Payment Card Industry Data Security Standard
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Control:
    """One control of a published framework."""

    framework: str
    version: str
    number: str

    def __str__(self) -> str:
        return f"{self.framework} {self.version} {self.number}"


def fsbp(number: str) -> Control:
    """A control of the AWS Foundational Security Best Practices."""
    return Control("AWS FSBP", "v1.0.0", number)


def cis(number: str) -> Control:
    """A recommendation of the CIS AWS Foundations Benchmark."""
    return Control("CIS AWS", "v3.0.0", number)


def nist(number: str) -> Control:
    """A control of NIST SP 800-53."""
    return Control("NIST 800-53", "r5", number)


def pci(number: str) -> Control:
    """A requirement of the PCI DSS."""
    return Control("PCI DSS", "v4.0.1", number)


# No unencrypted static authenticators in applications; no passwords hard coded in scripts, configuration or code.
NO_PLAINTEXT = (nist("IA-5(7)"), pci("8.6.2"))
AT_REST = nist("SC-28(1)")
IN_TRANSIT = nist("SC-8(1)")
LEAST_PRIVILEGE = nist("AC-6")
