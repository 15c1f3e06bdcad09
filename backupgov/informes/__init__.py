"""Reports that cross apps: control diario, bitácora of runs and audit trail, to XLSX, CSV or paper.

The same period gives the same bytes while its facts do not change: nothing here reads the clock
but the state of what is still open. Fuente: MIN-7.1.1-d, MIN-7.1.2-c, X-4, X-11, PC-8.2.
"""
