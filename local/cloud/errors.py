"""What can go wrong with the local cloud; each message says where, what, and the way out."""


class CloudError(Exception):
    """The local cloud can't do what was asked."""


class NoCloudError(CloudError):
    """No local cloud runs in this directory."""


class StartError(CloudError):
    """A service did not become healthy; the message ends with the last lines of its log."""
