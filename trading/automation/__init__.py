"""What moves by itself: in replay, the player that steps and plays the recorded sessions."""
