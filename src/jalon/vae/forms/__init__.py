"""Forms of the VAE: the file, the plan, the meetings, the results."""
