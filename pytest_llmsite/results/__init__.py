"""Results: one record per step as JSON Lines, and the sites by content hash."""
