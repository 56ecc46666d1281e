"""Screens of the jury's work."""
