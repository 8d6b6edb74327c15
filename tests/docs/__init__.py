"""The pages of docs/ that no other room's tests hold."""
