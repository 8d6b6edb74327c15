"""The cluster for real: OpenBao nodes on loopback that boot from the launch template's own user data."""
