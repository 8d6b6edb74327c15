"""The vault provider: the published plugin's behaviour for mounts, secrets, policies and roles, on a real server."""
