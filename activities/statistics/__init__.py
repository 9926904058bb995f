"""Statistics a court asks for (质效统计): counted from the journal and the node table, never kept apart."""
