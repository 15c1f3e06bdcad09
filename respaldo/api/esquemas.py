"""Shapes of the API, for its schema and for what people read; intake is parsed by
`respaldo.importadores.json_api`, which these declarations describe."""

from typing import Any

from rest_framework import serializers

from directorio.models import Linea
from respaldo.api.filtros import SITUACIONES
from respaldo.models import Corrida, Ejecucion
from respaldo.recepcion import LARGO_MENSAJE, LARGOS, MAXIMO_ENTERO, MAXIMO_ERRORES, MODALIDADES

ESTADOS = Ejecucion.Estado.choices
DESCRIPCIONES = {  # of each model, for who reads the schema
    "CorreoEntranteRequest": "Un correo; también puede ir como cuerpo entero, con cualquier tipo.",
    "EjecucionEntranteRequest": "Una ejecución, como la cuenta su fuente.",
    "EvidenciaEntranteRequest": "Lo que escribió una herramienta, tal cual. Debe venir stdout, "
    "stderr o codigo_salida.",
    "EvidenciaRecibida": "Lo que se entendió de un envío.",
    "Problema": "Un rechazo con su detalle y su remedio (RFC 9457).",
    "ResultadoDeEjecucion": "Qué pasó con una ejecución del envío.",
}


class EjecucionEntrante(serializers.Serializer[Any]):
    """One run, as its source tells it."""

    clave = serializers.CharField(
        max_length=LARGOS["clave"],
        help_text="Identificador que da la herramienta; único en la fuente. Repetirlo no duplica.",
    )
    trabajo = serializers.CharField(max_length=LARGOS["trabajo"], help_text="Nombre del job.")
    estado = serializers.ChoiceField(choices=ESTADOS, help_text="Veredicto de la herramienta.")
    equipo = serializers.CharField(max_length=LARGOS["equipo"], required=False, allow_blank=True)
    modalidad = serializers.ChoiceField(choices=MODALIDADES, required=False)
    inicio = serializers.DateTimeField(
        required=False, help_text="ISO 8601 con desfase: 2026-03-01T22:00:00-05:00. O «fin»."
    )
    fin = serializers.DateTimeField(required=False, help_text="ISO 8601 con desfase.")
    bytes = serializers.IntegerField(
        min_value=0, max_value=MAXIMO_ENTERO, required=False, help_text="Tamaño protegido, bytes."
    )
    archivos = serializers.IntegerField(min_value=0, max_value=MAXIMO_ENTERO, required=False)
    errores = serializers.IntegerField(min_value=0, max_value=MAXIMO_ERRORES, required=False)
    copia_id = serializers.CharField(
        max_length=LARGOS["copia_id"], required=False, allow_blank=True
    )
    mensaje = serializers.CharField(
        max_length=LARGO_MENSAJE, required=False, allow_blank=True,
        help_text="Las contraseñas que parezca contener se tapan antes de guardar.",
    )  # fmt: skip
    es_manual = serializers.BooleanField(
        required=False, help_text="Repetición que inició una persona."
    )


class ErrorDeCampo(serializers.Serializer[Any]):
    indice = serializers.IntegerField(help_text="Lugar en la lista enviada, desde 0.")
    campo = serializers.CharField()
    mensaje = serializers.CharField()
    remedio = serializers.CharField()


class ResultadoDeEjecucion(serializers.Serializer[Any]):
    """What happened with one run of the call."""

    indice = serializers.IntegerField()
    clave = serializers.CharField()
    resultado = serializers.ChoiceField(choices=["creada", "repetida", "actualizada", "rechazada"])
    ejecucion = serializers.IntegerField(required=False)
    situacion = serializers.ChoiceField(choices=SITUACIONES, required=False)
    errores = ErrorDeCampo(many=True, required=False)


class ResultadoDelLote(serializers.Serializer[Any]):
    creadas = serializers.IntegerField()
    repetidas = serializers.IntegerField()
    actualizadas = serializers.IntegerField()
    rechazadas = serializers.IntegerField()
    resultados = ResultadoDeEjecucion(many=True)


class EvidenciaEntrante(serializers.Serializer[Any]):
    """What a tool printed, as it printed it. Some of stdout, stderr or codigo_salida must come."""

    herramienta = serializers.CharField(max_length=60, required=False, allow_blank=True)
    trabajo = serializers.CharField(max_length=200, required=False, allow_blank=True)
    equipo = serializers.CharField(max_length=200, required=False, allow_blank=True)
    codigo_salida = serializers.IntegerField(
        min_value=-999, max_value=99_999, required=False, help_text="El «$?» de la orden."
    )
    inicio = serializers.DateTimeField(required=False, help_text="ISO 8601; sin desfase, en zona.")
    fin = serializers.DateTimeField(required=False)
    zona = serializers.CharField(
        max_length=60, required=False, help_text="Zona IANA de las horas; por omisión, la fuente."
    )
    stdout = serializers.FileField(required=False)
    stderr = serializers.FileField(required=False)


class CorreoEntrante(serializers.Serializer[Any]):
    """A mail; also as the whole body, with any type."""

    correo = serializers.FileField(help_text="El mensaje .eml completo.")


class EjecucionEntendida(serializers.Serializer[Any]):
    ejecucion = serializers.IntegerField()
    clave = serializers.CharField()
    resultado = serializers.ChoiceField(choices=["creada", "repetida", "actualizada"])
    estado = serializers.ChoiceField(choices=ESTADOS)
    situacion = serializers.ChoiceField(choices=SITUACIONES)


class EvidenciaRecibida(serializers.Serializer[Any]):
    """What was understood of a delivery."""

    evidencia = serializers.IntegerField()
    resultado = serializers.ChoiceField(
        choices=["ok", "parcial", "no_reconocida", "error", "rechazada", "pendiente"]
    )
    repetida = serializers.BooleanField()
    mensajes = serializers.ListField(child=serializers.CharField())
    ejecuciones = EjecucionEntendida(many=True)


class Problema(serializers.Serializer[Any]):
    """RFC 9457 problem details."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    remedio = serializers.CharField()
    errores = ErrorDeCampo(many=True, required=False)


class EjecucionVista(serializers.ModelSerializer[Ejecucion]):
    fuente = serializers.CharField(source="fuente.nombre")
    item = serializers.CharField(source="item.nombre", default=None, allow_null=True)

    class Meta:
        model = Ejecucion
        fields = [
            "id", "fuente", "clave", "canal", "trabajo", "equipo", "estado", "modalidad", "inicio",
            "fin", "bytes", "archivos", "errores", "copia_id", "es_manual", "item",
            "tipo_de_backup", "serie_modalidad", "corrida", "recibida_en", "repetida",
        ]  # fmt: skip
        read_only_fields = fields


class CorridaVista(serializers.ModelSerializer[Corrida]):
    linea = serializers.IntegerField(source="linea.numero")
    item = serializers.CharField(source="linea.nombre")
    estado = serializers.SerializerMethodField()

    class Meta:
        model = Corrida
        fields = [
            "id", "fecha_operativa", "ordinal", "linea", "item", "tipo_de_backup", "modalidad",
            "inicio_previsto", "fin_previsto", "vence_en", "estado", "vencida_en", "ejecucion",
        ]  # fmt: skip
        read_only_fields = fields

    def get_estado(self, corrida: Corrida) -> str:
        return corrida.estado_al(self.context["ahora"])


class LineaVista(serializers.ModelSerializer[Linea]):
    clave = serializers.CharField()
    version = serializers.CharField(source="version.codigo")
    hora_inicio = serializers.CharField(help_text="Hora local de la institución.")
    hora_fin = serializers.CharField(help_text="Hora local; si es menor, del día siguiente.")

    class Meta:
        model = Linea
        fields = [
            "id", "version", "numero", "clave", "nombre", "clase", "servidor", "tipo_de_backup",
            "modalidad", "periodicidad", "hora_inicio", "hora_fin", "retencion", "situacion",
        ]  # fmt: skip
        read_only_fields = fields


def problemas(*codigos: int) -> dict[tuple[int, str], type[Problema]]:
    """The refusals of an operation, for its schema."""
    return {(codigo, "application/problem+json"): Problema for codigo in codigos}
