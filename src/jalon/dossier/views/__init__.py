"""The screens of the workshop, one file each."""
