"""What has to be right in an account before a stack is applied there: asked of AWS, and nothing is changed."""
