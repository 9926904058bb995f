"""One machine: embedded PostgreSQL, the Temporal dev server and every process, up and down in order."""
