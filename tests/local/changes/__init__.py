"""Tests of what a change of the repository does to a stack."""
