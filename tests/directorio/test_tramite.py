"""Submission, vistos, signature and knowledge of a version of the Directorio (§3.1)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from directorio import acciones
from directorio.acciones import Vigencia
from directorio.models import VersionDirectorio
from gobierno.aprobaciones import Voto
from gobierno.errores import EstadoCambiado, ReglaIncumplida, SinPermiso
from gobierno.models import Aviso, EventoBitacora
from gobierno.perfil import perfil_activo
from tests.directorio.tramites import aprobar, dar_vistos, decidir, enviar, observar
from tests.fabricas import AHORA, CLAVE, HOY, borrador, designar, linea, persona, poner_en_vigencia

MANANA = HOY + timedelta(days=1)


@pytest.fixture
def version(coordinador):
    nueva = borrador(coordinador)
    linea(nueva)
    linea(nueva, "Base de datos SIGA", clase="bd")
    return nueva


@pytest.fixture
def quienes(coordinador, operador, director):
    return coordinador, operador, director


def ultimo(accion):
    return EventoBitacora.objects.filter(accion=accion).order_by("-numero").first()


@pytest.mark.requisito("MIN-7.1-2", "MIN-7.1-3")
def test_it_walks_from_draft_to_in_force(version, quienes):
    coordinador, operador, director = quienes
    enviar(version, coordinador)
    version.refresh_from_db()
    assert version.estado == "en_visto"
    decidir(version, coordinador, "coordinador")
    version.refresh_from_db()
    assert version.estado == "en_visto"
    decidir(version, operador, "operador")
    version.refresh_from_db()
    assert version.estado == "por_firmar"
    decidir(version, director, "director")
    version.refresh_from_db()
    assert version.estado == "vigente"
    assert version.vigente_desde == HOY
    assert version.aprobada_por == director
    assert version.sha256 == version.tramite.ronda.sha256
    firma = ultimo("directorio.firma")
    assert firma.capacidad.startswith("Director de la OTEC")
    assert firma.despues["sha256"] == version.sha256
    assert ultimo("directorio.entrar_en_vigencia").actor.startswith("Sistema")


@pytest.mark.requisito("MIN-7.1-2")
def test_it_refuses_the_signature_with_one_visto_only(version, quienes):
    coordinador, _, director = quienes
    enviar(version, coordinador)
    decidir(version, coordinador, "coordinador")
    with pytest.raises(EstadoCambiado):
        decidir(version, director, "director")


@pytest.mark.requisito("MIN-7.1-4")
def test_it_records_who_took_knowledge_of_which_hash(version, quienes, director_general):
    aprobar(version, quienes)
    resultado = decidir(version, director_general, "director_general")
    version.refresh_from_db()
    assert version.estado == "vigente"
    assert resultado.decision.sha256 == version.sha256
    evento = ultimo("directorio.conocimiento")
    assert evento.despues["sha256"] == version.sha256
    assert evento.actor_id == director_general.pk


@pytest.mark.requisito("X-3", "MIN-7.1-3")
def test_it_rejects_self_approval(version, quienes, coordinador):
    designar(coordinador, "director", es_encargatura=True)
    dar_vistos(version, coordinador, quienes[1])
    with pytest.raises(SinPermiso) as error:
        decidir(version, coordinador, "director")
    assert error.value.regla == "directorio"
    version.refresh_from_db()
    assert version.estado == "por_firmar"


@pytest.mark.requisito("X-3")
def test_it_rejects_the_signature_of_who_wrote_a_row(version, quienes, director):
    designar(director, "coordinador", es_encargatura=True)
    fila = version.lineas.first()
    acciones.editar_linea(
        linea=fila, datos={"observaciones": "revisada"}, por=director, hoy=HOY, ahora=AHORA
    )
    dar_vistos(version, quienes[0], quienes[1])
    with pytest.raises(SinPermiso, match="preparó"):
        decidir(version, director, "director")


@pytest.mark.requisito("X-3")
def test_database_rejects_self_approval_even_if_code_forgets(version, coordinador):
    version.estado, version.aprobada_por, version.aprobada_en = "aprobado", coordinador, AHORA
    version.vigente_desde, version.sha256 = HOY, "0" * 64
    with pytest.raises(IntegrityError), transaction.atomic():
        version.save()


@pytest.mark.requisito("MIN-7.1-3")
def test_it_returns_an_observed_version_with_comments_per_row(version, quienes):
    coordinador, operador, director = quienes
    dar_vistos(version, coordinador, operador)
    clave = version.lineas.get(numero=2).clave
    resultado = observar(version, director, "director", **{clave: "La retención es corta."})
    version.refresh_from_db()
    assert version.estado == "observado"
    assert resultado.decision.comentarios.get().fila == clave
    aviso = Aviso.objects.get(destinatario=coordinador, tipo="directorio.observado")
    assert "Hay algo que corregir" in aviso.texto
    acciones.corregir(version=version, por=coordinador, hoy=HOY, ahora=AHORA)
    version.refresh_from_db()
    assert version.estado == "borrador"
    assert ultimo("directorio.corregir").antes == {"estado": "observado"}


@pytest.mark.requisito("X-2", "MIN-7.1-3")
def test_it_needs_every_visto_again_after_an_observation(version, quienes):
    """Trap: a later rejection shown as approved because an earlier round was granted."""
    coordinador, operador, director = quienes
    dar_vistos(version, coordinador, operador)
    primera = version.tramite.ronda
    observar(version, director, "director")
    acciones.corregir(version=version, por=coordinador, hoy=HOY, ahora=AHORA)
    enviar(version, coordinador)
    segunda = version.tramite.ronda
    assert (segunda.numero, segunda.sha256) == (2, primera.sha256)
    assert not segunda.decisiones.exists()
    with pytest.raises(EstadoCambiado):
        decidir(version, director, "director")


@pytest.mark.requisito("MIN-6.1-d")
def test_it_refuses_the_submission_of_who_ended_yesterday(version):
    ayer = HOY - timedelta(days=1)
    cesado = persona("cesado")
    designar(cesado, "coordinador", hasta=ayer)
    with pytest.raises(SinPermiso, match="Coordinador de infraestructura"):
        enviar(version, cesado)


def test_it_refuses_a_second_submission(version, coordinador):
    enviar(version, coordinador)
    with pytest.raises(EstadoCambiado, match="En visto"):
        enviar(version, coordinador)


@pytest.mark.requisito("X-2")
def test_it_refuses_to_sign_rows_that_changed_underneath(version, quienes, monkeypatch):
    coordinador, operador, director = quienes
    dar_vistos(version, coordinador, operador)
    monkeypatch.setattr(
        "directorio.acciones.tramite.congelado", lambda *, version: {"otra": "cosa"}
    )
    with pytest.raises(ReglaIncumplida, match="no coinciden"):
        decidir(version, director, "director")


def test_it_tells_each_step_when_its_turn_comes(version, quienes, director_general):
    coordinador, operador, director = quienes
    enviar(version, coordinador)
    assert Aviso.objects.filter(tipo="directorio.visto").count() == 2
    assert not Aviso.objects.filter(destinatario=director).exists()
    decidir(version, coordinador, "coordinador")
    decidir(version, operador, "operador")
    assert Aviso.objects.get(destinatario=director).asunto.startswith("Por firmar")
    decidir(version, director, "director")
    assert Aviso.objects.get(destinatario=director_general).asunto.startswith("Por conocer")


@pytest.mark.requisito("R21")
def test_it_rules_from_tomorrow_when_another_rules_today(version, quienes, director):
    poner_en_vigencia(version, director, date(2026, 1, 5))
    adenda = acciones.clonar_version(anio=2026, por=quienes[0], hoy=HOY, ahora=AHORA)
    aprobar(adenda, quienes)
    assert (adenda.estado, adenda.vigente_desde) == ("aprobado", MANANA)


@pytest.mark.parametrize("desde", [HOY, HOY - timedelta(days=30)])
@pytest.mark.requisito("X-2")
def test_it_never_re_scores_a_day_that_had_a_version(version, quienes, director, desde):
    poner_en_vigencia(version, director, date(2026, 1, 5))
    adenda = acciones.clonar_version(anio=2026, por=quienes[0], hoy=HOY, ahora=AHORA)
    dar_vistos(adenda, quienes[0], quienes[1])
    with pytest.raises(ReglaIncumplida) as error:
        decidir(adenda, director, "director", vigencia=Vigencia(desde, "Se pidió así."))
    assert "vigente_desde" in error.value.campos
    adenda.refresh_from_db()
    assert adenda.estado == "por_firmar"


def test_it_regularises_an_earlier_date_only_with_a_reason(version, quienes):
    coordinador, operador, director = quienes
    dar_vistos(version, coordinador, operador)
    enero = date(2026, 1, 2)
    with pytest.raises(ReglaIncumplida) as error:
        decidir(version, director, "director", vigencia=Vigencia(enero))
    assert "motivo_regularizacion" in error.value.campos
    decidir(version, director, "director", vigencia=Vigencia(enero, "Aprobado en papel."))
    version.refresh_from_db()
    assert (version.estado, version.vigente_desde) == ("vigente", enero)
    assert version.motivo_regularizacion == "Aprobado en papel."
    assert VersionDirectorio.objects.vigente_al(date(2026, 1, 1)) is None


def test_it_refuses_a_date_another_version_uses(version, quienes, director):
    poner_en_vigencia(version, director, date(2026, 1, 5))
    adenda = acciones.clonar_version(anio=2026, por=quienes[0], hoy=HOY, ahora=AHORA)
    aprobar(adenda, quienes, MANANA)
    otra = acciones.clonar_version(anio=2026, por=quienes[0], hoy=HOY, ahora=AHORA)
    assert acciones.vigencia_propuesta(version=otra, hoy=HOY) == MANANA + timedelta(days=1)
    dar_vistos(otra, quienes[0], quienes[1])
    with pytest.raises(ReglaIncumplida, match="empieza a regir"):
        decidir(otra, director, "director", vigencia=Vigencia(MANANA))


@pytest.mark.parametrize("desde", [date(2025, 12, 31), date(1900, 1, 1), date(2999, 1, 1)])
def test_it_refuses_a_date_out_of_its_year(version, quienes, desde):
    dar_vistos(version, quienes[0], quienes[1])
    with pytest.raises(ReglaIncumplida) as error:
        decidir(version, quienes[2], "director", vigencia=Vigencia(desde, "Se pidió."))
    assert "vigente_desde" in error.value.campos


def test_next_years_version_waits_for_its_first_day(version, quienes):
    aprobar(version, quienes)
    siguiente = acciones.clonar_version(anio=2027, por=quienes[0], hoy=HOY, ahora=AHORA)
    assert acciones.vigencia_propuesta(version=siguiente, hoy=HOY) == date(2027, 1, 1)


def test_it_refuses_a_wrong_password(version, quienes):
    coordinador, *_ = quienes
    enviar(version, coordinador)
    with pytest.raises(ReglaIncumplida) as error:
        decidir(version, coordinador, "coordinador", voto=Voto(contrasena=f"no-{CLAVE}"))
    assert "contrasena" in error.value.campos


def test_it_refuses_a_step_of_another_document(version, quienes, director):
    coordinador, operador, _ = quienes
    dar_vistos(version, coordinador, operador)
    ajeno = version.tramite.ronda.pasos.get(rol="director")
    decidir(version, director, "director")
    otra = acciones.crear_version(anio=2026, por=coordinador, hoy=HOY, ahora=AHORA)
    with pytest.raises(EstadoCambiado):
        acciones.decidir(version=otra, paso=ajeno, por=director, voto=Voto(), hoy=HOY, ahora=AHORA)


@pytest.fixture
def una_sola(monkeypatch, db):
    """An office of one: the profile does not ask for two people (D14)."""
    perfil = perfil_activo()
    documento = replace(perfil.documentos["directorio"], segregacion=False)
    otro = replace(perfil, documentos={**perfil.documentos, "directorio": documento})
    for modulo in ("gobierno.aprobaciones", "directorio.reglas"):
        monkeypatch.setattr(f"{modulo}.perfil_activo", lambda: otro)
    return persona("sola", "coordinador", "operador", "director")


@pytest.mark.requisito("X-3")
def test_an_office_of_one_approves_with_a_visible_mark(una_sola, client):
    version = borrador(una_sola)
    linea(version)
    aprobar(version, (una_sola, una_sola, una_sola))
    assert (version.aprobada_por, version.sin_segregacion) == (una_sola, True)
    client.force_login(una_sola)
    pagina = client.get(reverse("directorio:version", args=[version.pk])).content.decode()
    assert "Sin segregación de funciones" in pagina
    anexo = client.get(reverse("directorio:exportar", args=[version.pk, "html"])).content.decode()
    assert anexo.count("sin segregación de funciones") == 3  # beside every act


@pytest.mark.requisito("X-3")
def test_database_asks_for_two_people_unless_the_profile_did_not(version, quienes):
    aprobar(version, quienes)
    assert (version.segregada, version.sin_segregacion) == (True, False)
    filas = VersionDirectorio.objects.filter(pk=version.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        filas.update(aprobada_por=version.creada_por)
    nueva = borrador(quienes[0])
    with pytest.raises(IntegrityError), transaction.atomic():
        poner_en_vigencia(nueva, quienes[0], HOY + timedelta(days=30))
