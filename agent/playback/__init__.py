"""Playing a recorded run again, offline: bit for bit, or with another model, prompt or limit beside it."""
