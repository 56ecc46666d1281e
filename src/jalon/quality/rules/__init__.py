"""Pure rules of `quality`."""
