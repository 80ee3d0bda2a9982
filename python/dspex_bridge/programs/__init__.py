"""The user's programs: made, loaded, kept in sessions, run."""
