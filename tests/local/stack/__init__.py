"""Tests of what make's targets run."""
