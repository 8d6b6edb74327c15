"""The labelled corpus: what is a secret and what only looks like one. Every token in it is generated, none is real."""
