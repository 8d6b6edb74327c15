"""What is known of the published plugins, and the local providers held against it. Nothing here runs a plugin."""
