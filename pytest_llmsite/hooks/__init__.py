"""What pytest calls: parameters and fixtures, workers, interruptions, gates."""
