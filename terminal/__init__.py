"""The commands of `desk.py` (办案终端), by who uses them."""
