"""Screens of accounts, one module per screen or family of screens."""
