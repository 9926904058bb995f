"""Rulebooks in their files (办案规则文件): read, merged over national law, checked, pinned."""
