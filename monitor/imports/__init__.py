"""Files that somebody gives: bytes in, a table of texts out, or one sentence on what is wrong and where."""
