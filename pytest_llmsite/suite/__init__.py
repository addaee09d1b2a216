"""The built-in suite: collected when a project has no test of its own that uses `llm_step`."""
