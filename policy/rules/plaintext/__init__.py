"""Rules against secrets in the clear."""
