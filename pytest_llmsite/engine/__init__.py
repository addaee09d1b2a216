"""The engine: performs chains on a background event loop; items wait for their step."""
