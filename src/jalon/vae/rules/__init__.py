"""Pure rules of the VAE: what an experience may be, what a file lacks, how a plan holds, what a jury's word means."""
