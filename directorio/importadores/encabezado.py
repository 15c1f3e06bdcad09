"""Which row holds the headers and which column of the Directorio each one is."""

from collections.abc import Mapping, Sequence

from directorio.importadores.modelo import ArchivoRechazado, Fila, letra, plegar

_BUSCAR_HASTA = 40
_MINIMO = 3  # recognised headers that make a row the header

# Folded headers seen in real sheets; the first of each is the title that our own export writes.
SINONIMOS: dict[str, tuple[str, ...]] = {
    "numero": ("n", "no", "nro", "num", "numero", "item n", "orden", "n orden",
               "correlativo", "id"),
    "nombre": (
        "item", "nombre", "nombre del item", "informacion", "informacion a respaldar", "recurso",
        "nombre del recurso", "descripcion", "descripcion del item",
        "activo", "activo de informacion", "nombre del activo", "elemento", "aplicacion",
        "sistema o base de datos", "carpeta compartida", "base de datos",
    ),
    "clase": ("clase", "clase de informacion", "tipo de informacion", "categoria", "tipo de activo",
              "tipo de recurso", "tipo de item"),
    "servidor": ("servidor", "servidor o ubicacion", "servidor ubicacion", "ubicacion", "host",
                 "equipo", "nombre del servidor", "servidor origen", "origen"),
    "ruta": ("ruta", "ruta de origen", "ruta origen", "path", "directorio",
             "ruta de la informacion"),
    "unidad": ("unidad propietaria", "unidad", "unidad organica", "area", "area usuaria", "oficina",
               "propietario", "dueno", "area propietaria", "unidad responsable", "dependencia"),
    "criticidad": ("criticidad", "nivel de criticidad", "prioridad", "importancia"),
    "tipo_de_backup": ("tipo de backup", "tipo", "tipo backup", "tipo de respaldo", "tipo respaldo",
                       "interno externo", "interno o externo", "tipo de copia"),
    "modalidad": ("modalidad", "modo", "modalidad de respaldo", "modalidad de backup", "metodo",
                  "metodo de respaldo", "total incremental", "nivel de backup"),
    "periodicidad": ("periodicidad", "frecuencia", "frecuencia de respaldo",
                     "periodicidad de backup", "frecuencia de backup", "programacion",
                     "frecuencia periodicidad"),
    "hora_inicio": ("hora inicio", "hora de inicio", "inicio", "hora inicial", "h inicio", "desde",
                    "ventana inicio", "hora ini", "inicio de ventana"),
    "hora_fin": ("hora fin", "hora de fin", "fin", "hora final", "h fin", "hasta", "ventana fin",
                 "hora de termino", "hora termino", "termino", "fin de ventana"),
    "dato": ("dia de datos", "dia del dato", "dato"),
    "retencion": ("periodo de retencion", "retencion", "tiempo de retencion", "plazo de retencion",
                  "periodo retencion", "conservacion", "dias de retencion"),
    "comportamiento_base": ("conservacion de la base", "comportamiento de la base"),
    "ajuste_herramienta": ("ajuste de la herramienta dias", "ajuste de la herramienta"),
    "medio": ("medio o destino", "medio", "destino", "medio destino", "medio de almacenamiento",
              "almacenamiento", "repositorio", "soporte", "lugar de almacenamiento"),
    "software": ("software de backup", "software", "herramienta", "software de respaldo",
                 "solucion de backup", "aplicativo de backup"),
    "trabajo": ("trabajo job", "trabajo", "job", "nombre del job", "tarea", "nombre de la tarea",
                "job name", "nombre del trabajo", "politica"),
    "cifrado": ("cifrado", "encriptado", "encriptacion", "cifrada"),
    "rpo_horas": ("rpo horas", "rpo", "rpo h"),
    "rto_horas": ("rto horas", "rto", "rto h"),
    "responsable": ("responsable", "responsable del respaldo", "encargado", "operador"),
    "contrato": ("contrato del servicio externo", "contrato", "n de contrato", "contrato n",
                 "proveedor contrato", "orden de servicio"),
    "dispensa_contrato": ("motivo de no tener contrato", "dispensa de contrato"),
    "observaciones": ("observaciones", "observacion", "comentarios", "notas", "nota", "obs"),
    "situacion": ("situacion", "estado", "estado de la linea"),
    "fecha_baja": ("fecha de baja", "baja"),
    "motivo_situacion": ("motivo de la situacion", "motivo de baja"),
    "retencion_post_baja": ("retencion despues de la baja", "retencion post baja"),
    "clave": ("clave del item", "clave", "codigo del item", "codigo de item"),
}  # fmt: skip
_CAMPO_DE = {sinonimo: campo for campo, lista in SINONIMOS.items() for sinonimo in lista}


def campo_de(titulo: str) -> str:
    """The field that a header names, or ""; what is in parentheses counts only when it must."""
    plegado = plegar(titulo)
    return _CAMPO_DE.get(plegado) or _CAMPO_DE.get(plegar(titulo.split("(", maxsplit=1)[0]), "")


def parecido(filas: Sequence[Fila]) -> int:
    """How many columns of the Directorio the best row of `filas` names."""
    return max((_reconocidas(fila) for fila in filas[:_BUSCAR_HASTA]), default=0)


def _reconocidas(fila: Fila) -> int:
    return len({campo_de(celda) for celda in fila.celdas if celda} - {""})


def separar(filas: Sequence[Fila]) -> tuple[int, tuple[str, ...], tuple[Fila, ...]]:
    """Number of the header row, its texts and the rows below it; titles above it are left out."""
    candidatas = filas[:_BUSCAR_HASTA]
    mejor = max(candidatas, key=_reconocidas, default=None)
    if mejor is None or _reconocidas(mejor) < _MINIMO:
        raise ArchivoRechazado(
            f"No se encontró la fila de encabezados en las primeras {_BUSCAR_HASTA} filas.",
            regla="directorio_columnas",
            remedio="Ponga sobre las líneas una fila con los nombres de las columnas (ítem, clase, "
            "tipo de backup, periodicidad, hora inicio, hora fin, periodo de retención), o "
            "descargue la plantilla.",
        )
    cuerpo = tuple(fila for fila in filas if fila.numero > mejor.numero)
    return mejor.numero, mejor.celdas, cuerpo


def adivinar(
    encabezados: Sequence[str], recordado: Mapping[str, str] | None = None
) -> dict[int, str]:
    """Column index → field. What the institution decided before (`recordado`: folded header →
    field, "" for "do not import") comes first; each field is given once, to its first column."""
    mapa: dict[int, str] = {}
    memoria = recordado or {}
    for columna, titulo in enumerate(encabezados):
        plegado = plegar(titulo)
        campo = memoria[plegado] if plegado in memoria else campo_de(titulo)
        if campo and campo not in mapa.values():
            mapa[columna] = campo
    return mapa


def repetidas(encabezados: Sequence[str]) -> list[str]:
    """One warning per pair of columns that say to be the same."""
    vistas: dict[str, int] = {}
    avisos = []
    for columna, titulo in enumerate(encabezados):
        clave = campo_de(titulo) or plegar(titulo)
        if not clave:
            continue
        if clave in vistas:
            avisos.append(
                f"Las columnas {letra(vistas[clave])} («{encabezados[vistas[clave]]}») y "
                f"{letra(columna)} («{titulo}») dicen ser la misma: se usa la primera. Si no es "
                "así, elija abajo qué es cada una."
            )
        vistas.setdefault(clave, columna)
    return avisos
