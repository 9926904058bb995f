"""The simulated systems: each function takes a request, does its effect and gives the answer."""
