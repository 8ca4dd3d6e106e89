"""The only place with SQL. Functions take a Database first, do one statement and give records."""
