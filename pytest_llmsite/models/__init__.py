"""Models: the registry of aliases and prices, and one provider a file."""
