"""Screens of the prestations."""
