"""The Python side of @dspex/jest-preset: DSPy programs behind JSON-RPC, one process per connection."""
