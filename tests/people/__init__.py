"""Tests of `jalon.people`."""
