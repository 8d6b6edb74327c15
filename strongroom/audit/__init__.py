"""Audits what exists, or what is about to exist, with the policy pack; needs the engine's command and nothing of it."""
