"""The approval machine by itself: order, rounds, segregation, re-authentication."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from gobierno import aprobaciones
from gobierno.aprobaciones import Voto
from gobierno.errores import EstadoCambiado, ReglaIncumplida, SinPermiso
from gobierno.models import Decision, Paso, Persona, Ronda, Tramite
from tests.fabricas import AHORA, CLAVE, HOY, designar, persona

CONTENIDO = {"lineas": [{"clave": "a", "retencion": "30 días"}], "anio": 2026}
OTORGA = Voto(contrasena=CLAVE)
OBSERVA = Voto("observado", "No corresponde.", {"a": "Es poco.", "b": "  "}, CLAVE)


@pytest.fixture
def tramite(coordinador):
    return aprobaciones.abrir(tipo="directorio", titulo="Prueba", por=coordinador, ahora=AHORA)


@pytest.fixture
def ronda(tramite, coordinador):
    return presentar(tramite, coordinador)


def presentar(tramite, por, contenido=CONTENIDO):
    return aprobaciones.presentar(
        tramite=tramite,
        contenido=contenido,
        por=por,
        designacion=por.designacion_en("coordinador", HOY),
        ahora=AHORA,
    )


def decidir(ronda, por, rol, voto=OTORGA, hoy=HOY):
    paso = ronda.pasos.get(rol=rol)
    return aprobaciones.decidir(paso=paso, por=por, voto=voto, hoy=hoy, ahora=AHORA)


def turnos(ronda):
    return set(ronda.pasos.filter(turno=True).values_list("rol", flat=True))


@pytest.mark.requisito("MIN-7.1-2", "MIN-7.1-3")
def test_vistos_run_in_parallel_and_the_signature_waits_for_both(
    ronda, coordinador, operador, director
):
    assert turnos(ronda) == {"coordinador", "operador"}
    primero = decidir(ronda, operador, "operador")
    assert (primero.completo, primero.siguientes) == (False, ())
    segundo = decidir(ronda, coordinador, "coordinador")
    assert [paso.rol for paso in segundo.siguientes] == ["director"]
    firma = decidir(ronda, director, "director")
    assert firma.completo
    assert [paso.rol for paso in firma.siguientes] == ["director_general"]


@pytest.mark.parametrize("rol", ["director", "director_general"])
def test_nobody_decides_before_the_turn(ronda, director, director_general, rol):
    quien = {"director": director, "director_general": director_general}[rol]
    with pytest.raises(EstadoCambiado):
        decidir(ronda, quien, rol)


@pytest.mark.requisito("MIN-7.1-4")
def test_knowledge_never_holds_the_approval_back(ronda, coordinador, operador, director, tramite):
    decidir(ronda, coordinador, "coordinador")
    decidir(ronda, operador, "operador")
    decidir(ronda, director, "director")
    tramite.refresh_from_db()
    assert tramite.estado == Tramite.Estado.APROBADO
    assert turnos(ronda) == {"director_general"}


def test_knowledge_cannot_observe(ronda, coordinador, operador, director, director_general):
    decidir(ronda, coordinador, "coordinador")
    decidir(ronda, operador, "operador")
    decidir(ronda, director, "director")
    with pytest.raises(ReglaIncumplida, match="solo deja constancia"):
        decidir(ronda, director_general, "director_general", OBSERVA)
    decision = decidir(ronda, director_general, "director_general", Voto()).decision
    assert decision.forma == "registro en el sistema"


def test_an_observation_ends_the_round_and_keeps_its_comments(
    ronda, operador, coordinador, tramite
):
    resultado = decidir(ronda, operador, "operador", OBSERVA)
    assert resultado.observado
    assert [(c.fila, c.texto) for c in resultado.decision.comentarios.all()] == [("a", "Es poco.")]
    tramite.refresh_from_db()
    assert tramite.estado == Tramite.Estado.OBSERVADO
    assert turnos(ronda) == set()
    with pytest.raises(EstadoCambiado):
        decidir(ronda, coordinador, "coordinador")


def test_an_observation_says_what(ronda, operador):
    with pytest.raises(ReglaIncumplida) as error:
        decidir(ronda, operador, "operador", Voto("observado", "  ", {}, CLAVE))
    assert "comentario" in error.value.campos


def test_a_decision_is_one_of_two(ronda, operador):
    with pytest.raises(ReglaIncumplida):
        decidir(ronda, operador, "operador", Voto("quizás", contrasena=CLAVE))


@pytest.mark.requisito("X-2")
def test_round_n_depends_only_on_round_n(tramite, ronda, coordinador, operador, director):
    """Trap: an earlier round that was granted must not make a later one complete."""
    decidir(ronda, coordinador, "coordinador")
    decidir(ronda, operador, "operador")
    decidir(ronda, director, "director", OBSERVA)
    segunda = presentar(tramite, coordinador, {**CONTENIDO, "anio": 2027})
    assert segunda.numero == 2
    assert segunda.sha256 != ronda.sha256
    assert turnos(segunda) == {"coordinador", "operador"}
    assert not decidir(segunda, coordinador, "coordinador").completo
    with pytest.raises(EstadoCambiado):
        decidir(segunda, director, "director")
    decidir(segunda, operador, "operador")
    assert decidir(segunda, director, "director").decision.sha256 == segunda.sha256


def test_a_step_of_a_former_round_is_stale(tramite, ronda, coordinador, operador):
    viejo = ronda.pasos.get(rol="operador")
    decidir(ronda, coordinador, "coordinador", OBSERVA)
    presentar(tramite, coordinador)
    with pytest.raises(EstadoCambiado):
        aprobaciones.decidir(paso=viejo, por=operador, voto=OTORGA, hoy=HOY, ahora=AHORA)


def test_it_freezes_canonical_content(ronda):
    assert ronda.contenido == '{"anio":2026,"lineas":[{"clave":"a","retencion":"30 días"}]}'
    assert ronda.sha256 == aprobaciones.huella(ronda.contenido)
    with pytest.raises(IntegrityError), transaction.atomic():
        Ronda.objects.filter(pk=ronda.pk).update(contenido="{}")


def test_it_is_submitted_once_at_a_time(tramite, ronda, coordinador):
    with pytest.raises(EstadoCambiado, match="en curso"):
        presentar(tramite, coordinador)


@pytest.mark.requisito("X-3")
def test_who_submits_does_not_sign(ronda, coordinador, operador):
    designar(coordinador, "director", es_encargatura=True)
    decidir(ronda, operador, "operador")
    persona_2 = persona("coordinador2", "coordinador")
    decidir(ronda, persona_2, "coordinador")
    encargado = Persona.objects.get(pk=coordinador.pk)  # as in its next request
    with pytest.raises(SinPermiso, match="no puede aprobarlo"):
        decidir(ronda, encargado, "director")


@pytest.mark.requisito("X-3")
def test_one_person_gives_one_act_per_round(ronda, operador, coordinador):
    designar(operador, "coordinador", es_encargatura=True)
    decidir(ronda, operador, "operador")
    with pytest.raises(SinPermiso, match="persona distinta"):
        decidir(ronda, operador, "coordinador")


def _decision(ronda, por, rol, acto):
    return Decision(
        paso=ronda.pasos.get(rol=rol),
        ronda=ronda,
        acto=acto,
        sentido="otorgado",
        persona=por,
        preparada_por=ronda.enviada_por,
        segregada=True,
        designacion=por.designaciones_al(HOY)[0],
        capacidad="x",
        forma="x",
        sha256=ronda.sha256,
        decidida_en=AHORA,
    )


@pytest.mark.requisito("X-3")
def test_database_rejects_self_approval_even_if_code_forgets(ronda, coordinador):
    with pytest.raises(IntegrityError), transaction.atomic():
        _decision(ronda, coordinador, "director", "firma").save()


@pytest.mark.requisito("X-3")
def test_database_rejects_two_acts_of_one_person_even_if_code_forgets(ronda, operador):
    decidir(ronda, operador, "operador")
    with pytest.raises(IntegrityError), transaction.atomic():
        _decision(ronda, operador, "director", "firma").save()


def test_database_rejects_a_second_decision_and_any_edit(ronda, operador):
    decision = decidir(ronda, operador, "operador").decision
    with pytest.raises(IntegrityError), transaction.atomic():
        _decision(ronda, persona("otro", "operador"), "operador", "visto").save()
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.filter(pk=decision.pk).update(sentido="observado", comentario="x")
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.filter(pk=decision.pk)._raw_delete("default")


@pytest.mark.parametrize("clave", ["", "otra"])
def test_a_simple_signature_needs_the_password(ronda, operador, clave):
    with pytest.raises(ReglaIncumplida) as error:
        decidir(ronda, operador, "operador", Voto(contrasena=clave))
    assert "contrasena" in error.value.campos
    assert not Decision.objects.exists()


def test_the_signature_says_what_it_is(ronda, operador):
    decision = decidir(ronda, operador, "operador").decision
    assert decision.forma == "firma electrónica simple"
    assert decision.capacidad == "Operador de backup — Memorando 001-2020"


@pytest.mark.requisito("MIN-6.1-d")
def test_only_the_role_in_force_decides(ronda, director, operador):
    with pytest.raises(SinPermiso, match="Operador de backup"):
        decidir(ronda, director, "operador")
    cesado = persona("cesado")
    designar(cesado, "operador", hasta=HOY - timedelta(days=1))
    with pytest.raises(SinPermiso):
        decidir(ronda, cesado, "operador")
    operador.is_active = False
    operador.save()
    with pytest.raises(SinPermiso):
        decidir(ronda, operador, "operador")


def test_a_withdrawn_procedure_waits_for_nobody(tramite, ronda, operador):
    aprobaciones.retirar(tramite=tramite)
    assert turnos(ronda) == set()
    with pytest.raises(EstadoCambiado):
        decidir(ronda, operador, "operador")


def test_a_document_belongs_to_the_profile(coordinador):
    with pytest.raises(ReglaIncumplida, match="no define"):
        aprobaciones.abrir(tipo="otro", titulo="x", por=coordinador, ahora=AHORA)


def test_steps_are_those_of_the_profile(ronda):
    pasos = ronda.pasos.values_list("rol", "acto", "orden", "obligatorio")
    assert set(pasos) == {
        ("coordinador", Paso.Acto.VISTO, 1, True),
        ("operador", Paso.Acto.VISTO, 1, True),
        ("director", Paso.Acto.FIRMA, 2, True),
        ("director_general", Paso.Acto.CONOCIMIENTO, 3, False),
    }
