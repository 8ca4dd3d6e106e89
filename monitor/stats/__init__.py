"""Statistics: answer matrix or counts in, result record out. No I/O, no rounding for screens, no Flask, no SQL."""
