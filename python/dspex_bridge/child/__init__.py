"""A child: composes one process for one connection."""
