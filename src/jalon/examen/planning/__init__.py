"""The timetable engine of an exam session: plain Python facts in, a checked plan out (no Django).

`facts` says what a problem and a plan are, `chains` turns a référentiel scheme into a candidate's chain of
tests, `solver` builds the plan, `checker` verifies it independently, `explain` says why somebody is left out.
"""
