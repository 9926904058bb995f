"""The electronic file (电子卷宗): papers in, the index, papers out, the archive."""
