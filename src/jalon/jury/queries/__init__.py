"""Reads of the jury's work."""
