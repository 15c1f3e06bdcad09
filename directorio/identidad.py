"""Which ítem a row of a sheet speaks of: the same one keeps its copies across versions (§4.1)."""

import re
from collections.abc import Iterable

from django.db.models import Q

from directorio.importadores.modelo import plegar
from directorio.models import Item, Linea, VersionDirectorio

_LARGO = 60


class Identidades:
    """Resolves rows to keys of ítems; remembers the new ones, so that two rows share theirs.

    The key written in the sheet rules; without it, the name as it is in this version, in the last
    one approved or anywhere. A name never seen makes a new key.
    """

    def __init__(self, version: VersionDirectorio) -> None:
        self.existentes: dict[str, Item] = {item.clave: item for item in Item.objects.all()}
        self._por_nombre: dict[str, str] = {}
        self._usadas = set(self.existentes)
        self._recordar((item.nombre, item.clave) for item in self.existentes.values())
        anterior = VersionDirectorio.objects.con_efecto().order_by("-vigente_desde").first()
        lineas = Linea.objects.filter(Q(version=version) | Q(version=anterior)).order_by(
            "version__vigente_desde"
        )
        self._recordar(lineas.values_list("nombre", "item__clave"))
        self._recordar(version.lineas.values_list("nombre", "item__clave"))

    def _recordar(self, pares: Iterable[tuple[str, str]]) -> None:
        self._por_nombre.update((plegar(nombre), clave) for nombre, clave in pares)

    def clave(self, nombre: str, escrita: str = "") -> str:
        """The key of the ítem called `nombre`, or whose key is `escrita`."""
        if escrita:
            propia = escrita if escrita in self.existentes else _ficha(escrita)
            self._usadas.add(propia)
            return propia
        plegado = plegar(nombre)
        if plegado not in self._por_nombre:
            self._por_nombre[plegado] = self._nueva(nombre)
        return self._por_nombre[plegado]

    def _nueva(self, nombre: str) -> str:
        base = _ficha(nombre)
        clave, n = base, 1
        while clave in self._usadas:
            n += 1
            clave = f"{base[: _LARGO - len(str(n)) - 1]}-{n}"
        self._usadas.add(clave)
        return clave


def _ficha(texto: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", plegar(texto).replace("ñ", "n")).strip("-")[:_LARGO] or "item"
