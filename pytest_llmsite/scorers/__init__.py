"""Scoring in processes of its own, while pytest's waits and the engine calls."""
