"""The sixteen actions: what each asks for, and how its requirements are checked."""
