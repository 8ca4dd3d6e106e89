"""Houses beside each other: the signed file that a house gives, and what an analyst does with those of many."""
