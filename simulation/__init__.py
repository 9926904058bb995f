"""The world around the product: outside systems, a docket of cases, staff who act, skipped time."""
