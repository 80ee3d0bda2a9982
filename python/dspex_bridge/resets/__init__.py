"""Puts a process that several tests share back to what it was."""
