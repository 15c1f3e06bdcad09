"""What is wrong with a regular expression that a person wrote, in Spanish. Pure."""

_OTRA_CAUSA = "hay algo que no se entiende"
_CAUSAS = {
    "unterminated character set": "falta cerrar un conjunto con «]»",
    "missing ]": "falta cerrar un conjunto con «]»",
    "missing )": "falta cerrar un grupo con «)»",
    "missing <": "el nombre de un grupo va entre «<» y «>»",
    "missing >": "falta cerrar el nombre de un grupo con «>»",
    "unbalanced parenthesis": "sobra o falta un paréntesis",
    "nothing to repeat": "un «*», «+» o «?» no tiene qué repetir",
    "multiple repeat": "hay dos repeticiones seguidas",
    "min repeat greater": "en «{n,m}», el primer número es mayor que el segundo",
    "bad escape": "una barra invertida «\\» no va ahí",
    "incomplete escape": "una barra invertida «\\» quedó incompleta",
    "bad character range": "un rango del conjunto está al revés",
    "expected }": "falta cerrar una llave con «}»",
    "missing group name": "falta el nombre de un grupo",
    "bad character in group name": "el nombre de un grupo tiene un carácter que no puede llevar",
    "unknown extension": "lo que sigue a «(?» no existe",
}


def en_castellano(error: Exception) -> str:
    """What the compiler of expressions says, with the place of it (from 1)."""
    dicho = str(getattr(error, "msg", ""))
    causa = next((c for comienzo, c in _CAUSAS.items() if dicho.startswith(comienzo)), _OTRA_CAUSA)
    lugar = getattr(error, "pos", None)
    return causa if lugar is None else f"{causa}, en el carácter {lugar + 1}"
