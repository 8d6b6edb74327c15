"""A scaling group on loopback: machines of EC2 as processes, booted from the launch template's user data."""
