"""What only a browser can tell: Chromium behind the same questions. Imported only with `--llm-browser`."""
