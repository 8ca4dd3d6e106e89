"""Who answered and who did not, from the invitation list alone."""
