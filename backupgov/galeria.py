"""Gallery of the interface's components in all their states. Only routed when DEBUG."""

from datetime import date, datetime, timedelta, timezone
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from gobierno import graficos
from gobierno.estados import ASPECTOS
from gobierno.permisos_web import publica

LARGO = "Base de datos del Sistema Integrado de Gestión Administrativa y Trámite Documentario"
AHORA = datetime(2026, 3, 5, 14, 20, tzinfo=timezone(timedelta(hours=-5)))
CICLO = ["conforme"] * 9 + ["no_conforme", "conforme", "vencida", "sin_evidencia", "regularizada"]
SIN_BASE = 57  # the copy of the drawing whose chain is broken
TONOS = ("ok", "info", "neutro", "aviso", "mal", "grave")


class _Ejemplo(forms.Form):
    item = forms.CharField(label="Ítem", help_text="Como figura en el Directorio.", max_length=200)
    periodicidad = forms.ChoiceField(
        label="Periodicidad", choices=[("", "Elija…"), ("d", "Diaria"), ("m", "Mensual, día 31")]
    )
    tipo = forms.ChoiceField(
        label="Tipo de backup",
        choices=[("interno", "Interno (en la sede)"), ("externo", "Externo (fuera de la sede)")],
        widget=forms.RadioSelect,
        help_text="Numeral 6.1 u) de la directiva.",
    )
    inicio = forms.TimeField(label="Hora de inicio", widget=forms.TimeInput(attrs={"type": "time"}))
    notas = forms.CharField(label="Observaciones", required=False, widget=forms.Textarea)
    cifrado = forms.BooleanField(
        label="La copia se cifra", required=False, help_text="La clave nunca se guarda aquí."
    )


class _Filtros(forms.Form):
    q = forms.CharField(
        label="Ítem o ticket", widget=forms.TextInput(attrs={"type": "search", "maxlength": 200})
    )
    tipo = forms.ChoiceField(label="Tipo", choices=[("", "Todos"), ("interno", "Interno")])
    estado = forms.ChoiceField(label="Estado", choices=[("", "Todos"), ("vencida", "Vencida")])


def _menu() -> list[dict[str, Any]]:
    return [
        {
            "titulo": "",
            "entradas": [
                {"texto": "Inicio", "url": "#", "icono": "inicio"},
                {"texto": "Mis avisos", "url": "#", "icono": "campana", "contador": 3},
            ],
        },
        {
            "titulo": "Respaldo",
            "entradas": [
                {"texto": "Hoy", "url": "#", "icono": "lista", "contador": 14, "activo": True},
                {"texto": "Incidentes", "url": "#", "icono": "alerta", "contador": 2},
                {"texto": "Directorio", "url": "#", "icono": "libro"},
                {"texto": "Fuentes de evidencia", "url": "#", "icono": "servidor"},
            ],
        },
        {
            "titulo": "Control",
            "entradas": [
                {"texto": "Tablero", "url": "#", "icono": "tablero"},
                {"texto": "Bitácora", "url": "#", "icono": "candado"},
            ],
        },
    ]


def _filas(cuantas: int) -> list[dict[str, Any]]:
    nombres = (
        "SIAF — base de datos de producción",
        "Carpeta compartida de Asesoría Jurídica",
        "Correo institucional",
        LARGO,
        "Código fuente (Gitea)",
        "Configuración de conmutadores",
    )
    estados = ("vencida", "no_conforme", "por_verificar", "por_verificar", "conforme", "esperada")
    return [
        {
            "id": n,
            "item": nombres[n % len(nombres)],
            "estado": estados[n % len(estados)],
            "ventana": f"{(19 + n) % 24:02}:00–{(21 + n) % 24:02}:30",
            "bytes": 7_340_032 * (n + 1) ** 3,
            "evidencia": n % 3 != 0,
            "discrepancia": "−64 % de la mediana de 30 días" if n % 6 == 1 else "",
        }
        for n in range(cuantas)
    ]


def _datos(anio: int) -> dict[date, graficos.Dato]:
    primero = date(anio, 1, 1)
    return {
        primero + timedelta(days=n): graficos.Dato(
            CICLO[n % len(CICLO)], url="#dia" if CICLO[n % len(CICLO)] == "vencida" else ""
        )
        for n in range(64)
    }


def _copias() -> graficos.Copias:
    domingo = date(2026, 1, 4)
    dias = [domingo + timedelta(days=n) for n in range(60)]
    return graficos.copias_en_tiempo(
        [
            graficos.CopiaEnTiempo(
                dia,
                "total" if n % 7 == 0 else "incremental",
                dia + timedelta(days=35 if n % 7 == 0 else 6),
                nota="sin base" if n == SIN_BASE else "",
            )
            for n, dia in enumerate(dias)
        ],
        desde=domingo,
        hoy=date(2026, 3, 5),
    )


def _graficos() -> dict[str, Any]:
    base = datetime(2026, 3, 4, 19, 0)  # noqa: DTZ001 - windows are local clock times
    ventanas = [
        graficos.Ventana(nombre, base + timedelta(minutes=desde), base + timedelta(minutes=hasta))
        for nombre, desde, hasta in (
            ("SIAF — base de datos", 0, 150),
            ("Correo institucional", 60, 300),
            (LARGO, 120, 260),
            ("Carpetas de Administración", 180, 420),
            ("Código fuente", 330, 375),
            ("Servidor de archivos (externo)", 400, 660),
        )
    ]
    datos = _datos(2026)
    nombres = ("SIAF — base de datos", "Correo institucional", LARGO)
    return {
        "mes": graficos.mapa_mes(2026, 2, datos, hoy=date(2026, 2, 12)),
        "anio": graficos.mapa_anio(2026, datos),
        "lineas": graficos.mapa_lineas(2026, 2, [(nombre, "#linea", datos) for nombre in nombres]),
        "noche": graficos.gantt(ventanas),
        "sin_ventanas": graficos.gantt([]),
        "copias": _copias(),
        "barras": [
            graficos.barra(
                "Oficina de Administración", graficos.Medida(58, 60), detalle="58 de 60", url="#"
            ),
            graficos.barra(
                "Asesoría Jurídica", graficos.Medida(41, 60, 57), detalle="41 de 60", tono="aviso"
            ),
            graficos.barra(LARGO, graficos.Medida(0, 60, 57), detalle="0 de 60", tono="mal"),
        ],
    }


def _historia() -> dict[str, Any]:
    return {
        "eventos": [
            {
                "cuando": AHORA,
                "titulo": "Rectificación: el ticket estaba mal escrito",
                "quien": "Rosa Quispe",
                "capacidad": "Operador de backup · encargatura",
                "estado": "regularizada",
                "cambios": [
                    {"campo": "Ticket", "antes": "2026-000120", "despues": "2026-000210"},
                    {"campo": "Periodo de retención", "antes": "30 días", "despues": ""},
                ],
            },
            {
                "cuando": AHORA - timedelta(hours=6),
                "titulo": "Plazo de verificación vencido",
                "detalle": "Se avisó al operador y al coordinador de infraestructura.",
                "estado": "vencida",
            },
            {"cuando": AHORA - timedelta(days=1), "titulo": "Corrida abierta"},
        ],
        "pasos": [
            {"texto": "Visto del coordinador", "estado": "hecho", "quien": "Ana Torres",
             "cuando": AHORA},
            {"texto": "Visto del operador", "estado": "hecho", "quien": "Rosa Quispe",
             "cuando": AHORA},
            {"texto": "Firma del Director de OTEC", "estado": "actual", "quien": "Luis Paredes"},
            {"texto": "Conocimiento del Director General", "estado": "pendiente"},
        ],
        "acciones": [
            {"texto": "Aprobar", "url": "#", "clase": "primario", "icono": "firma"},
            {"texto": "Observar", "url": "#"},
            {"texto": "Anular", "url": "?", "metodo": "post", "clase": "peligro",
             "confirmar": "La versión 2026-02 quedará anulada y no podrá reabrirse."},
            {"texto": "Firmar", "url": "#",
             "motivo": "Quien prepara la versión no la aprueba (numeral 7.1)."},
        ],
    }  # fmt: skip


PESTANAS = [
    {"texto": "Interno", "url": "#", "activo": True, "contador": 14},
    {"texto": "Externo", "url": "#", "contador": 0},
    {"texto": "Verificadas", "url": "#"},
]


def contexto() -> dict[str, Any]:
    """Return everything that the gallery shows."""
    con_error = _Ejemplo({"item": "x" * 201, "tipo": "otro"})
    con_error.is_valid()
    paginador = Paginator(range(1234), 50)
    return {
        "menu": _menu(),
        "capacidad": "Operador de backup · encargatura",
        "migas": [("Inicio", "/"), ("Sistema", ""), ("Galería de componentes", "")],
        "buscar_url": "/galeria/",
        "avisos_url": "#",
        "avisos_pendientes": 3,
        "version_del_producto": "0.1.0",
        "estados": list(ASPECTOS),
        "tonos": TONOS,
        "formulario_limpio": _Ejemplo(prefix="limpio"),
        "formulario_con_error": con_error,
        "campo_suelto": _Ejemplo(prefix="suelto")["notas"],
        "filtro": _Filtros(prefix="filtro"),
        "filas": _filas(12),
        "una_fila": _filas(1),
        "pagina": paginador.page(7),
        "pagina_unica": Paginator(range(8), 50).page(1),
        "pagina_vacia": Paginator([], 50).page(1),
        "pestanas": PESTANAS,
        "datos": [("Ítem", LARGO), ("Retención", "30 días"), ("Contrato", None)],
        "columnas": ["Celda", "Lo que dice", "Qué corregir"],
        "filas_tabla": [
            ["F14", "25:00", "Escriba la hora como HH:MM, de 00:00 a 23:59."],
            [{"texto": "H14", "url": "#"}, "un tiempo", "Escriba el periodo: «30 días»."],
        ],
        "tamano": 13_314_398_618,
        "tiempo": timedelta(hours=1, minutes=25),
        "instante": AHORA,
        **_graficos(),
        **_historia(),
    }


@publica
def galeria(request: HttpRequest) -> HttpResponse:
    """Show every component, so that a change is seen at once in all its states."""
    return render(request, "galeria.html", contexto())
