"""What a profile says of the restore requests of users (dominio.md §2: 2.36–2.44)."""

from collections.abc import Iterable
from dataclasses import dataclass

GUARDAS = {"competencia", "equipo_de_usuario", "ruta_asignada", "solicitante", "jefe_en_copia"}
MODOS = {"estado_al", "antes_de", "periodo", "mas_reciente"}


@dataclass(frozen=True)
class Derivacion:
    """A unit that answers for what is not of the institution's own competence; `correo` is where
    to write to it, "" when only its jefe is known."""

    unidad: str
    nombre: str
    correo: str


@dataclass(frozen=True)
class RestauracionPerfil:
    """Guards in their order, terms in business days, who closes and to whom others are derived.

    `cierra` is a role or "asignado"; `clases_de_equipo` are classes of users' own equipment. After
    `conformidad_dias_habiles` without an answer silence is taken as a yes; 0, never.
    """

    prefijo: str
    categoria: str
    orden_de_guardas: tuple[str, ...]
    exige_ruta_asignada: bool
    clases_de_equipo: tuple[str, ...]
    modo_por_defecto: str
    cierra: str
    subsanacion_dias_habiles: int
    reapertura_dias_habiles: int
    recordatorio_dias_habiles: int
    conformidad_dias_habiles: int
    derivaciones: tuple[Derivacion, ...]

    def derivacion(self, unidad: str) -> Derivacion | None:
        return next((d for d in self.derivaciones if d.unidad == unidad), None)

    def defecto(self, roles: Iterable[str], categorias: Iterable[str]) -> str:
        """What cannot work in this profile, or ""."""
        if desconocidas := set(self.orden_de_guardas) - GUARDAS:
            return (
                f"«restauracion.orden_de_guardas» cita guardas que no hay: {sorted(desconocidas)}."
            )
        if self.modo_por_defecto not in MODOS:
            return f"«restauracion.modo_por_defecto» debe ser uno de {sorted(MODOS)}."
        if self.cierra not in {*roles, "asignado"}:
            return "«restauracion.cierra» cita un rol que el perfil no define."
        if self.categoria not in set(categorias):
            return "«restauracion.categoria» no es una categoría de la mesa de ayuda."
        return self._defecto_de_plazos()

    def _defecto_de_plazos(self) -> str:
        if min(self.subsanacion_dias_habiles, self.recordatorio_dias_habiles) < 1:
            return "Los plazos de «restauracion» son de un día hábil o más."
        silencio = self.conformidad_dias_habiles
        if silencio and silencio <= self.recordatorio_dias_habiles:
            return (
                "«restauracion.conformidad_dias_habiles» debe ser 0 (nunca) o mayor que "
                "«recordatorio_dias_habiles»: antes se avisa."
            )
        return ""
