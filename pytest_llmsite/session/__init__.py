"""One session of the benchmark: its plan, its steps, its progress."""
