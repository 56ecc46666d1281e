"""Forms of the training screens."""
