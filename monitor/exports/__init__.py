"""Results as files: a result record in, rows or bytes out."""
