"""Reports: what people read, as text, as data and in a browser."""
