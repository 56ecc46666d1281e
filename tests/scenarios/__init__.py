"""Whole stories, told with the product's own operations; the demo tells the same ones."""
