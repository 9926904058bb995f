"""The simulated courts' customs, court by court."""
