"""The evaluation: sentences of people with what should come of them, scored for the planner and for any model."""
