"""The tables of the summary, one a file: each takes a context and yields lines."""
