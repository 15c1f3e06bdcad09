"""Editable templates: pure reading, limits, and their pages. Fuente: evidencia.md §7.3."""

import time
from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gobierno.models import EventoBitacora
from respaldo.importadores.plantillas import Plantilla, a_datos, de_datos, revisar
from respaldo.importadores.plantillas_de_partida import DE_PARTIDA
from respaldo.importadores.prueba_de_plantilla import probar
from respaldo.models import LecturaDeEvidencia, PlantillaDeLectura
from respaldo.previas_de_plantilla import previsualizar_plantilla
from tests.fabricas import AHORA
from tests.respaldo.apoyo import fuente
from tests.respaldo.test_evidencias import captura, llega

LIMA = ZoneInfo("America/Lima")
NAS = DE_PARTIDA["synology-hyper-backup"]
AVISO = """Asunto: [NAS-RRHH] Copia de seguridad de datos
Estimado usuario:

La tarea de copia de seguridad Planillas {dicho} en NAS-RRHH.

Tarea de copia de seguridad: Planillas
Hora de inicio: 21/11/2026 22:00:04
Hora de finalización: 21/11/2026 22:15:36

Atentamente,
Synology DiskStation
"""
BUENO = AVISO.format(dicho="se ha completado correctamente")


def leidas(plantilla, texto):
    return probar(plantilla, texto, LIMA).ejecuciones


def estados(plantilla, texto):
    return [e.estado for e in leidas(plantilla, texto)]


@pytest.mark.requisito("MIN-7.1.1-b")
def test_it_reads_job_times_and_result_of_a_nas():
    [leida] = leidas(NAS, BUENO)

    assert (leida.trabajo, leida.estado) == ("Planillas", "conforme")
    assert leida.inicio.isoformat() == "2026-11-22T03:00:04+00:00"
    assert leida.fin.isoformat() == "2026-11-22T03:15:36+00:00"


@pytest.mark.requisito("X-4")
@pytest.mark.parametrize(
    ("dicho", "estado"),
    [
        ("ha fallado", "no_conforme"),
        ("se ha completado correctamente, pero hubo un ERROR", "no_conforme"),
        ("se ha completado parcialmente", "advertencia"),
        ("se ha iniciado", "en_curso"),
        ("no se ha completado correctamente", "no_conforme"),
        ("hizo algo que nadie conoce", "sin_dato"),
    ],
)
def test_it_looks_for_failure_before_success(dicho, estado):
    assert estados(NAS, AVISO.format(dicho=dicho)) == [estado]


def test_a_denied_success_is_no_success():
    sin_fallas = replace(NAS, palabras={"conforme": ("se ha completado correctamente",)})

    assert estados(sin_fallas, AVISO.format(dicho="no se ha completado correctamente")) == [
        "sin_dato"
    ]


@pytest.mark.requisito("X-4")
@pytest.mark.parametrize("corte", range(0, len(BUENO), 7))
def test_a_cut_notice_is_never_conforme(corte):
    malo = AVISO.format(dicho="se ha completado correctamente con errores")
    assert "conforme" not in estados(NAS, malo[:corte])
    if "Atentamente" not in BUENO[:corte]:
        assert "conforme" not in estados(NAS, BUENO[:corte])


@given(st.text(max_size=400))
def test_any_text_is_read_without_exception(texto):
    for plantilla in DE_PARTIDA.values():
        probar(plantilla, texto, LIMA)


@pytest.mark.parametrize("patron", [r"(?P<trabajo>(a+)+)$", r"(?P<trabajo>(?:a|aa)+)c"])
def test_a_slow_pattern_is_stopped(patron):
    lenta = replace(NAS, contiene="aaa", patron=patron)
    antes = time.process_time()
    [leida] = leidas(lenta, ("a" * 3_000 + "!\n") * 10 + "Atentamente\n")

    assert time.process_time() - antes < 5
    assert (leida.estado, leida.trabajo) == ("sin_dato", "")
    assert "tardó demasiado" in leida.mensaje


@pytest.mark.parametrize(
    ("cambios", "campo"),
    [
        ({"patron": "("}, "patron"),
        ({"patron": "x" * 501}, "patron"),
        ({"patron": r"(?P<trabajo>\p{L}{1000000000})"}, "patron"),
        ({"patron": r"(?P<trabajo>((?:a|b|c){9999}){999})"}, "patron"),
        ({"patron": "(?P<nombre>x)"}, "patron"),
        ({"patron": "(?P<trabajo>x)(?P<otro>y)"}, "patron"),
        ({"asunto": "", "contiene": ""}, "contiene"),
        ({"marca_final": ""}, "marca_final"),
        ({"palabras": {}}, "palabras_no_conforme"),
        ({"palabras": {"conforme": ("Ok",), "no_conforme": ("ok",)}}, "palabras_conforme"),
        ({"formato": "csv", "columnas": {"trabajo": "Job"}}, "columnas"),
    ],
)
def test_it_says_what_is_wrong_with_a_template(cambios, campo):
    assert campo in revisar(replace(NAS, **cambios))


def test_the_starting_templates_are_right():
    assert not any(revisar(p) for p in DE_PARTIDA.values())
    for plantilla in DE_PARTIDA.values():
        guardada = de_datos(plantilla.nombre, plantilla.formato, a_datos(plantilla))
        assert a_datos(guardada) == a_datos(plantilla)


def test_it_reads_a_csv_with_its_own_columns():
    texto = (
        "Equipo;Tarea;Resultado;Inicio;Tamaño\r\n"
        "NAS1;Planillas;Completado;21/11/2026 22:00:04;1,5 GB\r\n"
        "NAS1;Correo;Completado con errores;21/11/2026 23:00:04;1,5 GB\r\n"
        "NAS1;Web;Otra cosa;21/11/2026 23:30:04;\r\n"
    )
    plantilla = DE_PARTIDA["csv"]

    assert estados(plantilla, texto) == ["conforme", "advertencia", "sin_dato"]
    assert leidas(plantilla, texto)[0].bytes == 1_610_612_736


def test_other_notices_are_left_to_the_readers():
    assert (
        estados(Plantilla(nombre="x", contiene="esto no está", patron="(?P<trabajo>x)"), BUENO)
        == []
    )


# --- Pages

FORMULARIO = {
    "nombre": "NAS de RRHH",
    "formato": "correo",
    "contiene": "tarea de copia de seguridad",
    "patron": NAS.patron,
    "palabras_no_conforme": "error\nha fallado",
    "palabras_conforme": "se ha completado correctamente",
    "marca_final": "Atentamente",
    "muestra": BUENO,
}


@pytest.fixture
def pagina(client, administrador, time_machine):
    time_machine.move_to(AHORA, tick=False)
    client.force_login(administrador)

    def pedir(camino, estado=200, **datos):
        respuesta = client.post(camino, datos, follow=True) if datos else client.get(camino)
        assert respuesta.status_code == estado, respuesta.content.decode()[:3000]
        return respuesta.content.decode()

    return pedir


@pytest.mark.django_db
def test_it_tries_without_saving_and_saves_what_was_tried(pagina):
    lista = f"/respaldo/fuentes/{fuente().pk}/plantillas/"
    assert "Synology Hyper Backup" in pagina(lista)
    assert "Atentamente" in pagina(f"{lista}nueva/?base=synology-hyper-backup")

    html = pagina(f"{lista}nueva/", hacer="probar", **FORMULARIO)
    assert "Lo que se entendió" in html
    assert "Planillas" in html
    assert not PlantillaDeLectura.objects.exists()

    assert "NAS de RRHH" in pagina(f"{lista}nueva/", hacer="guardar", **FORMULARIO)
    fila = PlantillaDeLectura.objects.get()
    assert EventoBitacora.objects.filter(accion="respaldo.crear_plantilla").exists()
    pagina(f"/respaldo/plantillas/{fila.pk}/", **FORMULARIO | {"nombre": "Otro nombre"})
    pagina(f"/respaldo/plantillas/{fila.pk}/actividad/", activa="no")
    fila.refresh_from_db()
    assert (fila.nombre, fila.activa) == ("Otro nombre", False)


@pytest.mark.django_db
def test_it_refuses_what_does_not_read_its_own_sample(pagina):
    nueva = f"/respaldo/fuentes/{fuente().pk}/plantillas/nueva/"

    assert "no entiende ninguna" in pagina(nueva, 422, **FORMULARIO | {"muestra": "hola"})
    assert "La expresión no es válida" in pagina(nueva, 422, **FORMULARIO | {"patron": "("})
    assert not PlantillaDeLectura.objects.exists()


@pytest.mark.django_db
def test_it_tries_with_what_there_is_and_says_what_saving_needs(pagina):
    nueva = f"/respaldo/fuentes/{fuente().pk}/plantillas/nueva/"
    poco = {"formato": "correo", "patron": NAS.patron, "muestra": BUENO}

    html = pagina(nueva, hacer="probar", **poco)
    assert "Planillas" in html
    assert "Para guardarla todavía falta" in html
    assert "Marca del final: Escriba algo" in html
    assert "No se guardó" not in html
    assert "Nombre</label>" in html  # saving asks for it, so it is not «opcional»
    assert "No se guardó" in pagina(nueva, 422, hacer="guardar", **poco)
    assert "No se probó" in pagina(nueva, 422, hacer="probar", **poco | {"patron": "("})


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("cambio", "dicho"),
    [
        ({"asunto": "Otro"}, "el asunto no coincide"),
        ({"contiene": "nunca dicho"}, "el texto no coincide"),
        ({"patron": "(?P<trabajo>zzz)"}, "la expresión no coincide"),
    ],
)
def test_it_says_which_part_does_not_match(pagina, cambio, dicho):
    nueva = f"/respaldo/fuentes/{fuente().pk}/plantillas/nueva/"

    assert f"Nada: {dicho}" in pagina(nueva, hacer="probar", **FORMULARIO | cambio)


@pytest.mark.parametrize(
    ("patron", "dicho"),
    [("(?P<trabajo>[a-z", "«]», en el carácter"), ("(?P<trabajo>x", "«)», en el carácter"),
     ("*(?P<trabajo>x)", "no tiene qué repetir")],
)  # fmt: skip
def test_it_says_in_spanish_what_is_wrong_with_an_expression(patron, dicho):
    assert dicho in revisar(replace(NAS, patron=patron))["patron"]


@pytest.mark.django_db
def test_no_secret_of_the_sample_is_kept(pagina):
    nueva = f"/respaldo/fuentes/{fuente().pk}/plantillas/nueva/"
    muestra = BUENO.replace("Estimado usuario:", "PASSWORD=Xy12345secreto")

    html = pagina(nueva, hacer="guardar", **FORMULARIO | {"muestra": muestra})
    assert "Xy12345secreto" not in html
    assert "Xy12345secreto" not in PlantillaDeLectura.objects.get().muestra


@pytest.mark.django_db
@pytest.mark.requisito("MIN-7.1.1-b")
def test_it_shows_what_it_would_have_read_in_thirty_days(pagina, diaria):
    """One notice that nobody understood, one that a reader does, one too old, one of another."""
    nadie = {"herramienta": "", "codigo_salida": None, "inicio": None, "fin": None}
    aviso = BUENO.encode()
    llega(captura(stdout=aviso, **nadie), ahora=AHORA - timedelta(days=2))
    llega(captura(stderr=aviso), ahora=AHORA - timedelta(days=1))
    llega(captura(stdout=aviso + b" ", **nadie), ahora=AHORA - timedelta(days=31))
    llega(captura(stdout=b"otra cosa", **nadie), ahora=AHORA)
    antes = LecturaDeEvidencia.objects.count()

    html = pagina(
        f"/respaldo/fuentes/{fuente().pk}/plantillas/nueva/", hacer="probar", **FORMULARIO
    )
    assert "Reconoce 2 de 3 envíos probados: 2 conforme." in html
    assert "Compite con un lector" in html
    assert LecturaDeEvidencia.objects.count() == antes


@pytest.mark.django_db
def test_the_preview_stops_when_its_time_is_over(diaria, monkeypatch):
    for n in range(3):
        llega(captura(stdout=b"uno %d" % n), ahora=AHORA)
    monkeypatch.setattr("respaldo.previas_de_plantilla.SEGUNDOS", -1)
    previa = previsualizar_plantilla(fuente(), NAS, ahora=AHORA)
    assert (previa.total, previa.miradas) == (3, 0)


@pytest.mark.requisito("X-4")
@pytest.mark.parametrize(
    ("celda", "estado"),
    [("Completado", "conforme"), ("n~o completado", "sin_dato"), ("casi correcto", "sin_dato")],
)
def test_a_cell_is_success_only_when_it_begins_with_its_word(celda, estado):
    tabla = f"Tarea;Resultado;Inicio\nPlanillas;{celda};21/11/2026 22:00:04\n"
    sin_fallas = replace(DE_PARTIDA["csv"], palabras={"conforme": ("correcto", "completado")})

    assert estados(sin_fallas, tabla) == [estado]
