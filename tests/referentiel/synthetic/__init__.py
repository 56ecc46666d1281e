"""Official documents of titles that do not exist, drawn by code: what the importer is judged on.

`titles` invents référentiels, `reac` and `evaluation` lay them out as the ministry's template does in each era,
`draw_*` writes them in every format that a centre may hold, `defects` spoils them, `measure` compares what the
importer gives back. The prose is invented; only the labels of the template are the ministry's.
"""
