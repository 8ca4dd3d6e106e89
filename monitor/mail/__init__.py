"""Mail: the text of a message, and how it goes to a mail server and comes back. No SQL, no Flask."""
