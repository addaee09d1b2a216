"""Templates: loading, the brief's schema, validation; the bundled ones lie in `bundled/`."""
