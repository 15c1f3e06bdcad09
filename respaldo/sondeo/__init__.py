"""Ask backup servers what they did: how each one is spoken to, and nothing of where it is kept.

`red` talks HTTP with limits, `destinos` and `credenciales` say with whom and with which secret, and
one module per product turns its answers into `Fila`. No database here.

Source: evidencia.md §2.1, §2.3, §2.8, §7 (polling), §9 (SSRF).
"""
