"""Rules of the jury's work: plain functions on frozen facts, each citing its text."""
