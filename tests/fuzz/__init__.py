"""Fuzzing of the readers: `python -m tests.fuzz <reader>… --minutos 10 [--semilla N]`.

It starts from the samples of the reader and asks of each damaged one: no exception, bounded time,
nothing impossible, and that what was not conforme has not become so. Fuente: evidencia.md §9, §11.
"""
