"""What rules may ask of a case (案件事实): names, shapes, values, and where they come from."""
