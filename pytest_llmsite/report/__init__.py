"""Reports: lines of text from records; no function here knows a terminal."""
