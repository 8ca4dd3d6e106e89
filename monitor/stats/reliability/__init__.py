"""Whether the statements of an aspect measure one thing: alpha, omega and their company."""
