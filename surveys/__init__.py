"""The instrument: what is asked, what an answer is and how it scores. Standard library and numpy only."""
