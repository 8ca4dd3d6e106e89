"""Can published numbers be true: mean, standard deviation, minimum, maximum and totals, in exact arithmetic."""
