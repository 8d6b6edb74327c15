"""Tells secrets from what only looks like one."""
