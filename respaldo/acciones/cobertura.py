"""Retention coverage of every line, with the gap as a finding that names its cause.

Derived from the tables at `ahora`: a late, repeated or doubled sweep gives the same findings.

Fuente: MIN-7.1.1-c, X-4.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from directorio.models import Linea, VersionDirectorio
from gobierno.perfil import perfil_activo
from respaldo.acciones.hallazgos import Senal, asentar
from respaldo.acciones.vigilancia import tomar_turno
from respaldo.coberturas import coberturas_de, en_palabras
from respaldo.models import Hallazgo
from respaldo.retencion.cobertura import Cobertura


@transaction.atomic
def revisar_cobertura(*, ahora: datetime) -> int:
    """Compare what every line in force promises with what can be given back.

    A line keeps one finding from its first gap until it has none; what nobody can mend any more,
    because it was repeated, is not an alarm. Returns how many findings are new.

    Fuente: MIN-7.1.1-c, R7, X-4.
    """
    tomar_turno(ahora=ahora)
    zona = perfil_activo().zona
    version = VersionDirectorio.objects.vigente_al(ahora.astimezone(zona).date())
    lineas = list(Linea.objects.filter(version=version).select_related("item"))
    abiertos = Hallazgo.objects.filter(tipo=Hallazgo.Tipo.COBERTURA, resuelto_en__isnull=True)
    claves = {hallazgo.datos["serie"]: hallazgo.clave for hallazgo in abiertos}
    senales = [
        _senal(linea, hay, claves)
        for linea, hay in coberturas_de(lineas, al=ahora, zona=zona)
        if hay.sin_atender
    ]
    return asentar(Hallazgo.Tipo.COBERTURA, senales, ahora=ahora)


def _senal(linea: Linea, hay: Cobertura, claves: Mapping[str, str]) -> Senal:
    """The finding that the line has open, or a new one named after its newest gap."""
    reciente = hay.sin_atender[0].dia
    return Senal(
        clave=claves.get(linea.clave, f"cobertura:{linea.clave}:{reciente}"),
        linea=linea,
        texto=f"«{linea}»: {en_palabras(hay)}",
        datos={
            "serie": linea.clave,
            "prometidos": hay.prometidos,
            "recuperables": hay.recuperables,
            "causas": dict(sorted(hay.por_causa.items())),
        },
    )
