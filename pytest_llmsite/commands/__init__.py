"""The commands of `llmsite`: each takes its arguments and returns an exit status."""
