"""What is done in a VAE: asked, told, sent, planned, met, handed back, decided."""
