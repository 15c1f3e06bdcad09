"""Writes of procedure 7.1, one module per subject; callers import the module they need.

`jornadas` opens the days, `ejecuciones` and its neighbours receive what happened, `verificaciones`
holds what a named person declares, `vigilancia` what the clock makes true.
"""
