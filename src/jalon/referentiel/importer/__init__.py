"""Read the official documents of a titre professionnel: plain Python, usable alone.

`readers.read_file` turns one file into a `Source` (lines and tables with their places); `reac` and `evaluation` read
the pieces of a référentiel in it; `agreement` mends what the extraction broke by the many places where a text occurs;
`assemble` gives the typed référentiel with its provenance, its doubts and what was not understood.
"""
