"""Tests of `jalon.accounts`."""
