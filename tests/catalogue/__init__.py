"""The catalogue: its models, its refusals, its data, its schema."""
