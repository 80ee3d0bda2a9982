"""A program as a stream: what it writes, in pieces, while it runs."""
