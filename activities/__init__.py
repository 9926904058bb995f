"""Everything that can fail, block or cost: the register, the outside systems, files and notices."""
