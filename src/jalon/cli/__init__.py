"""The `jalon` command: the same operations as the site, from a terminal."""
