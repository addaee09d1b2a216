"""`llmsite new`: a template's skeleton, drafted from an existing static site."""
