"""Puts a process into a test's world: environment, directory, import path, seeds. Standard library only."""
