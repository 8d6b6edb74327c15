"""What is measured, and against what: each module's `main` prints a table. Paired, interleaved, in one run."""
