"""A stack in the engine, as `make up`, `make down` and `make preview` need it.

up        start the local cloud, apply the program with the policy pack, say what exists
down      destroy the stack, stop the cloud, leave nothing
preview   show any stack's plan from an empty state: no credentials, no network beyond loopback
"""
