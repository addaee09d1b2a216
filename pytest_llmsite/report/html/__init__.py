"""The report as one web page: no script, nothing loaded from elsewhere, every text escaped."""
