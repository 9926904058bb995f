"""A reform rehearsed (规则预演): two editions of a court's rules side by side, case by case."""
