"""Secrets and variables on GitHub that the engine writes: one resource a delivery, told apart by its destination."""

from __future__ import annotations


def repository_name(full_name: str) -> str:
    """`owner/name` without its owner: the provider knows the owner."""
    return full_name.rsplit("/", 1)[-1]
