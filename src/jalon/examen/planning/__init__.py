"""The timetable engine of an exam session: plain Python facts in, a checked plan out (no Django).

`facts` says what a problem and a plan are, `chains` turns a référentiel scheme into a candidate's chain of
tests, `solver` builds the plan: `greedy` a first one at once, `columns` the fewest jury-days that can do,
`packing` who sits where, `days` the hours, each day apart through `model`. `checker` verifies a plan by the
rules alone, `explain` says why somebody is left out. For the terminal, `instance` and `answer` are the JSON of
both ends, `apart` bounds the search in a process of its own, `verify` checks any plan against the référentiel.
"""
