"""The node program: what an instance of the cluster does from its first boot to its last breath.

It runs on the Python that the machine image carries (3.9 or newer) with `cryptography` and nothing else installed:
no boto3, no pip, no download before the first verified byte. docs/decisions/0040 gives the reasons.
"""
