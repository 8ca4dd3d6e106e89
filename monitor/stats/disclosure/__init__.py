"""What may be seen of a closed wave: decided once, for readers inside the house and outside it."""
