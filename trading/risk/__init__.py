"""Limits and the gate's rules: pure functions of facts, outside any model."""
