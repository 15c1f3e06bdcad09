"""The codes of a request in words, for its timeline: what only this application can say."""

from respaldo.retencion import Codigo
from restauracion.models import Confirmacion, SolicitudDeRestauracion

RESPUESTAS = {
    Codigo.DERIVADA: "Corresponde a otra unidad",
    Codigo.EQUIPO_DE_USUARIO: "No procede: está en el equipo del usuario",
    Codigo.FUERA_DE_RUTA: "No procede: fuera de la ruta asignada",
    Codigo.SIN_AUTORIZACION: "No procede: falta la autorización",
    Codigo.NO_INCLUIDO: "No procede: no estaba en el Directorio",
    Codigo.FUERA_DE_RETENCION: "No procede: fuera de la retención",
    Codigo.ANTERIOR_A_PRIMERA_COPIA: "No procede: anterior a la primera copia",
    Codigo.SIN_COPIA: "No procede: no hay copia",
    Codigo.CADENA_ROTA: "No procede: falta una copia de la que depende",
    Codigo.COPIA_INVALIDADA: "No procede: la copia no sirve",
    Codigo.MEDIO_NO_DISPONIBLE: "No procede: su medio no está accesible",
    Codigo.PROVEEDOR: "No procede: el contrato no está vigente",
    Codigo.CLAVE: "No procede: nadie custodia la clave",
    Codigo.OBJETO_NO_EXISTE: "No procede: la copia no contiene lo pedido",
    Codigo.PROCEDE: "Procede",
    Codigo.PROCEDE_PARCIAL: "Procede en parte",
    Codigo.APROXIMADA: "Hay una copia aproximada",
    Codigo.VERIFICAR_ANTES: "Procede: se verifica antes",
}
PALABRAS = {
    "codigo": {codigo.value: dicho for codigo, dicho in RESPUESTAS.items()},
    "evaluacion": {codigo.value: dicho for codigo, dicho in RESPUESTAS.items()},
    "hallazgo": dict(Confirmacion.Hallazgo.choices),
    "modo": dict(SolicitudDeRestauracion.Modo.choices),
    "cuales": dict(SolicitudDeRestauracion.Cuales.choices),
}
