"""Two years of history of a big institution, made by the engine itself."""

from datetime import date, timedelta
from typing import Any

from django.db import connection, models

from directorio.models import Item, Linea, VersionDirectorio
from gobierno.models import Persona, UnidadOrganica
from respaldo.models import Corrida, Ejecucion, Fuente, Jornada, ReglaDeCoincidencia
from tests import fabricas

FIJOS = {bool: "false", int: "0", str: "''", list: "'[]'", dict: "'{}'"}


def insertar(modelo: type[models.Model], desde: str, **expresiones: str) -> None:
    """INSERT … SELECT: each column takes its expression, or the default of its field."""
    columnas, valores = [], []
    for campo in modelo._meta.concrete_fields:
        if campo.primary_key:
            continue
        columnas.append(f'"{campo.column}"')
        valores.append(expresiones.pop(campo.attname, None) or _por_defecto(campo))
    if expresiones:
        raise ValueError(f"{modelo.__name__} no tiene {sorted(expresiones)}")
    with connection.cursor() as cursor:
        tabla = modelo._meta.db_table
        cursor.execute(
            f"INSERT INTO {tabla} ({', '.join(columnas)}) SELECT {', '.join(valores)} {desde}"
        )


def _por_defecto(campo: Any) -> str:
    if campo.has_default():
        valor = campo.get_default()
        return f"'{valor}'" if isinstance(valor, str) else FIJOS.get(type(valor), str(valor))
    return "NULL" if campo.null else "''"


def sembrar(*, lineas: int, dias: int, hoy: date) -> tuple[VersionDirectorio, Persona]:
    """`lineas` daily lines in force since `dias` days ago; yesterday waits to be verified."""
    coordinador = fabricas.persona("coordinador", "coordinador")
    operador = fabricas.persona("operador", "operador", "auditor", "coordinador")
    version = fabricas.borrador(coordinador, anio=hoy.year)
    unidad = UnidadOrganica.objects.get(siglas="OTEC")
    items = Item.objects.bulk_create(
        Item(clave=f"item-{n}", nombre=f"Sistema {n}") for n in range(1, lineas + 1)
    )
    Linea.objects.bulk_create(
        [
            Linea(
                version=version, item=item, numero=n, nombre=item.nombre, clase="sistema",
                servidor=f"srv-{n % 40}", unidad=unidad, criticidad="media",
                tipo_de_backup="externo" if n % 10 == 0 else "interno", modalidad="total",
                periodicidad="diaria", hora_inicio="22:00", hora_fin="06:00",
                retencion="30 días", contrato="N° 1", trabajo=f"JOB-{n}",
            )
            for n, item in enumerate(items, start=1)
        ],
        batch_size=1000,
    )  # fmt: skip
    director = fabricas.persona("director", "director")
    fabricas.poner_en_vigencia(version, director, hoy - timedelta(days=dias))
    _historia(version, dias=dias, hoy=hoy)
    _evidencia(hoy)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return version, operador


def _historia(version: VersionDirectorio, *, dias: int, hoy: date) -> None:
    serie = f"generate_series(date '{hoy}' - {dias}, date '{hoy}' - 1, interval '1 day') AS d"
    cuantas = version.lineas.count()
    insertar(
        Jornada, f"FROM {serie}", fecha_operativa="d::date", version_id=str(version.pk),
        abierta_en="d", esperadas=str(cuantas),
    )  # fmt: skip
    inicio = "((d::date + time '22:00') AT TIME ZONE 'America/Lima')"
    reciente = f"d::date >= date '{hoy}' - 1"
    insertar(
        Corrida, f"FROM directorio_linea l, {serie} WHERE l.version_id = {version.pk}",
        linea_id="l.id", item_id="l.item_id", tipo_de_backup="l.tipo_de_backup",
        modalidad="l.modalidad", fecha_operativa="d::date", ordinal="1", inicio_previsto=inicio,
        fin_previsto=f"{inicio} + interval '8 hours'",
        vence_en=f"{inicio} + interval '26 hours'",
        estado=f"CASE WHEN {reciente} THEN 'esperada' WHEN l.numero % 50 = 7 THEN 'no_conforme' "
        "ELSE 'conforme' END",
        vencida_en=f"CASE WHEN NOT {reciente} AND l.numero % 97 = 3 THEN {inicio} END",
    )  # fmt: skip


def _evidencia(hoy: date) -> None:
    """Forty days of runs, linked; 5 % of the lines of yesterday without any."""
    fuente = Fuente.objects.create(
        nombre="Servidor de respaldos", zona="America/Lima", creada_en=fabricas.AHORA
    )
    insertar(
        Ejecucion,
        "FROM respaldo_corrida c JOIN directorio_linea l ON l.id = c.linea_id "
        f"WHERE c.fecha_operativa >= date '{hoy}' - 40 AND (l.numero + c.id) % 20 <> 0",
        fuente_id=str(fuente.pk), clave="'h-' || c.id", canal="'api'", trabajo="l.trabajo",
        estado="'conforme'", inicio="c.inicio_previsto",
        fin="c.inicio_previsto + interval '2 hours'", bytes="1000000000 + c.id % 1000",
        item_id="c.item_id", tipo_de_backup="c.tipo_de_backup", serie_modalidad="c.modalidad",
        modalidad="'total'", corrida_id="c.id", recibida_en="c.fin_previsto",
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE respaldo_corrida c SET ejecucion_id = e.id FROM respaldo_ejecucion e "
            "WHERE e.corrida_id = c.id"
        )
    insertar(
        ReglaDeCoincidencia, "FROM directorio_linea l", orden="l.numero", forma="'exacta'",
        trabajo="lower(l.trabajo)", item_id="l.item_id", tipo_de_backup="l.tipo_de_backup",
        modalidad="l.modalidad", activa="true", creada_en="now()",
    )  # fmt: skip
