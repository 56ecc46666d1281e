"""The screens of the VAE."""
