"""A filing (立案信息) and what may be wrong with it."""
