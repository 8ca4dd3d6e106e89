"""What the numbers say, in Dutch and English sentences."""
