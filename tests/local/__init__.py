"""Tests of the embedded default."""
