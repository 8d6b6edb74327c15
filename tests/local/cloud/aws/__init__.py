"""Tests of the AWS emulator as the local cloud runs it."""
