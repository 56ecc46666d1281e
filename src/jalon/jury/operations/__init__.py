"""Writes of the jury's work: one function per act."""
