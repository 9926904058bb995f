"""The court's outside systems, simulated: one HTTP application over a hidden truth per case.

It imports nothing of the product, so that the product meets it over the wire only.
"""
