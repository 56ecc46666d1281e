"""Pure rules of `formation`."""
