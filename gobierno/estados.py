"""How each state is shown: words, tone and icon. Pure data, one place for the whole interface.

The codes are those of dominio.md §3; a state that is not listed is shown in neutral with its own
name, so that a new one never breaks a page.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Aspecto:
    """What a person sees of a state: ``tono`` is ok, aviso, mal, grave, info or neutro."""

    codigo: str
    texto: str
    tono: str
    icono: str


_TABLA = """
esperada            | Esperada               | neutro | esperada
por_verificar       | Por verificar          | info   | ojo
conforme            | Conforme               | ok     | conforme
no_conforme         | No conforme            | mal    | no-conforme
sin_evidencia       | Sin evidencia          | aviso  | sin-evidencia
vencida             | Vencida                | grave  | vencida
regularizada        | Regularizada           | ok     | regularizada
subsanada           | Subsanada              | ok     | subsanada
leida               | Leída                  | ok     | conforme
leida_en_parte      | Leída en parte         | aviso  | sin-evidencia
no_reconocida       | No reconocida          | aviso  | sin-evidencia
evidencia_con_error | Con error              | mal    | no-conforme
evidencia_rechazada | Rechazada              | mal    | no-conforme
no_aplica           | No aplica              | neutro | no-aplica
borrador            | Borrador               | neutro | lapiz
en_visto            | En visto               | info   | ojo
observado           | Observado              | aviso  | observado
por_firmar          | Por firmar             | info   | firma
aprobado            | Aprobado               | ok     | conforme-circulo
vigente             | Vigente                | ok     | escudo
sustituido          | Sustituido             | neutro | sustituido
anulado             | Anulado                | neutro | no-aplica
advertencia         | Advertencia            | aviso  | alerta
en_curso            | En curso               | info   | reloj
sin_dato            | Sin dato               | neutro | circulo
invalidada          | Invalidada             | mal    | no-conforme
sin_base            | Sin su base            | mal    | alerta
cadena_rota         | Cadena rota            | mal    | alerta
discrepancia        | Discrepancia           | aviso  | alerta
excede_ventana      | Excede la ventana      | aviso  | reloj
no_contemplado      | No contemplado         | aviso  | pregunta
pendiente           | Pendiente              | info   | reloj
configurado         | Configurado            | ok     | conforme
pendiente_de_configurar | Pendiente de configurar | info | ajustes
abierto             | Abierto                | aviso  | alerta
registrado          | Registrado             | info   | ticket
en_atencion         | En atención            | info   | reloj
resuelto            | Resuelto               | ok     | conforme
nuevo               | Nuevo                  | info   | ticket
validado            | Validado               | info   | ojo
asignado            | Asignado               | info   | usuarios
en_proceso          | En proceso             | info   | reloj
en_espera           | En espera              | aviso  | reloj
devuelto            | Devuelto               | aviso  | deshacer
reabierto           | Reabierto              | aviso  | alerta
vencido             | Vencido                | grave  | vencida
cerrado             | Cerrado                | neutro | candado
escalado            | Escalado               | mal    | arriba
enviado             | Enviado                | ok     | correo
fallido             | Fallido                | mal    | no-conforme
al_dia              | Al día                 | ok     | conforme
atrasado            | Atrasado               | mal    | vencida
activo              | Activo                 | ok     | conforme
inactivo            | Inactivo               | neutro | no-aplica
suspendida          | Suspendida             | aviso  | no-aplica
retirada            | Retirada               | neutro | no-aplica
error               | Error                  | mal    | no-conforme
valida              | Válida                 | ok     | conforme
registrada          | Registrada             | info   | ticket
observada           | Observada              | aviso  | observado
devuelta            | Devuelta               | neutro | no-aplica
derivada            | Derivada               | neutro | sustituido
validada            | Validada               | info   | conforme
en_viabilidad       | En viabilidad          | info   | reloj
asignada            | Asignada               | info   | usuarios
en_evaluacion       | En evaluación          | info   | ojo
por_aceptacion      | Por aceptación         | aviso  | pregunta
no_procede          | No procede             | mal    | no-conforme
procede             | Procede                | ok     | conforme
en_restauracion     | En restauración        | info   | reloj
restaurada          | Restaurada             | ok     | regularizada
por_conformidad     | Por conformidad        | aviso  | pregunta
atendida            | Atendida               | ok     | conforme
cerrada             | Cerrada                | neutro | candado
desistida           | Desistida              | neutro | no-aplica
reabierta           | Reabierta              | aviso  | alerta
completa            | Completa               | ok     | conforme
parcial             | Parcial                | aviso  | alerta
fallida             | Fallida                | mal    | no-conforme
interno             | Interno                | neutro | servidor
externo             | Externo                | neutro | sustituido
"""

ASPECTOS: dict[str, Aspecto] = {
    aspecto.codigo: aspecto
    for linea in _TABLA.strip().splitlines()
    for aspecto in [Aspecto(*(parte.strip() for parte in linea.split("|")))]
}


def aspecto_de(codigo: object, texto: str = "") -> Aspecto:
    """Return how to show the state ``codigo``; ``texto`` replaces its usual words."""
    clave = str(codigo or "sin_dato")
    conocido = ASPECTOS.get(clave)
    if conocido is None:
        propio = texto or clave.replace("_", " ").capitalize()
        return Aspecto(clave, propio, "neutro", "circulo")
    return Aspecto(clave, texto or conocido.texto, conocido.tono, conocido.icono)
