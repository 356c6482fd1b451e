"""The tools that the agents are given: small, typed, and all of them go over the counter."""
