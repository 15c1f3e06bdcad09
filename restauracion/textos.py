"""What each step says: subject and text, over `acciones.cartas.hechos_de`. Pure data."""

AL_SOLICITANTE: dict[str, tuple[str, str]] = {
    "recibir": (
        "Registramos su solicitud",
        (
            "Recibimos su solicitud de restauración el {recibida}. {respuesta} Le avisaremos de "
            "cada paso; el plazo de atención vence el {vence}."
        ),
    ),
    "validar": ("Validamos su solicitud", "La mesa de ayuda la encontró completa."),
    "observar": (
        "Su solicitud está observada",
        (
            "{motivo} Corríjala antes del {subsanar}; después se dará por desistida. Para la "
            "retención se conserva la fecha en que la recibimos ({recibida})."
        ),
    ),
    "devolver": ("Devolvimos su solicitud", "{motivo} El ticket queda cerrado."),
    "derivar": (
        "Derivamos su solicitud a {derivada}",
        "{motivo} Según el {excluidos}, corresponde a {derivada_nombre}; esa unidad le responderá.",
    ),
    "subsanar": ("Recibimos su subsanación", "Su solicitud vuelve a la mesa de ayuda. {respuesta}"),
    "desistir": (
        "Damos por desistida su solicitud",
        "Venció el plazo para subsanarla ({subsanar}). Puede presentar otra cuando lo necesite.",
    ),
    "pedir_viabilidad": ("Evaluamos la viabilidad de su solicitud", "{motivo}"),
    "declarar_viable": ("Su solicitud es viable", "Se atenderá hasta el {plazo}. {motivo}"),
    "asignar": ("Su solicitud tiene operador", "La atiende {operador}."),
    "reasignar": ("Su solicitud cambió de operador", "Desde ahora la atiende {operador}. {motivo}"),
    "evaluar": ("Evaluamos su solicitud", "{respuesta}"),
    "ofrecer": (
        "Necesitamos su respuesta: hay una copia aproximada",
        (
            "{respuesta} Indique cuál acepta, o que ninguna le sirve; el plazo está detenido "
            "hasta que responda."
        ),
    ),
    "confirmar": (
        "Su solicitud procede",
        "El operador comprobó la copia en el software: {copia}. ({restauracion})",
    ),
    "negar": ("La copia elegida no se puede usar", "{motivo} {respuesta}"),
    "declarar_no_procede": (
        "Su solicitud no procede",
        "{respuesta} Base: {base}. Si tiene otra fecha o ubicación, presente otra solicitud.",
    ),
    "aceptar": ("Registramos su aceptación", "Restauraremos la copia {copia}."),
    "rechazar": (
        "Su solicitud no procede",
        "Se registró que ninguna de las copias ofrecidas le sirve. Base: {base}.",
    ),
    "iniciar": ("Empezó la restauración", "Copia: {copia}. Destino: {destino}."),
    "terminar": (
        "Su información está restaurada",
        "{resultado} Copia: {copia}. Destino: {destino}. ({restauracion})",
    ),
    "fallar": ("La restauración falló", "{motivo} Seguimos con la siguiente copia. {respuesta}"),
    "pedir_conformidad": (
        "Necesitamos su conformidad",
        "Revise lo restaurado en {destino} y diga si está conforme o qué falta.",
    ),
    "avisar_silencio": (
        "Falta su conformidad: responda hasta el {motivo}",
        (
            "Revise lo restaurado en {destino} y diga si está conforme o qué falta. Si nadie "
            "responde hasta el {motivo}, la solicitud se dará por conforme."
        ),
    ),
    "dar_por_conforme": ("Dimos su solicitud por conforme", "{motivo}"),
    "dar_conformidad": ("Registramos la conformidad", "{motivo}"),
    "observar_resultado": ("Registramos su observación", "{motivo} Volvemos a evaluar el pedido."),
    "cerrar": ("Cerramos su solicitud", "{resultado}"),
    "reabrir": ("Reabrimos su solicitud", "{motivo}"),
}
A_MESA: dict[str, tuple[str, str]] = {
    "recibir": ("Solicitud de restauración por revisar", "«{que}». {respuesta}"),
    "subsanar": ("Solicitud subsanada por revisar", "«{que}». {motivo}"),
    "declarar_viable": ("Solicitud viable", "«{que}». Plazo: {plazo}."),
}
AL_OPERADOR: dict[str, tuple[str, str]] = {
    "asignar": ("Tiene una solicitud de restauración", "«{que}». Vence el {vence}. {respuesta}"),
    "reasignar": (
        "Tiene una solicitud de restauración",
        "«{que}». Vence el {vence}. {motivo} {respuesta}",
    ),
    "declarar_viable": ("Tiene una solicitud de restauración", "«{que}». Plazo: {plazo}."),
    "aceptar": ("Aceptaron la copia ofrecida", "Confirme {copia} en el software y restaure."),
    "rechazar": ("Rechazaron las copias ofrecidas", "Corresponde cerrar la solicitud."),
    "dar_conformidad": ("Dieron la conformidad", "Corresponde cerrar la solicitud."),
    "dar_por_conforme": (
        "Nadie respondió por la conformidad",
        "{motivo} Corresponde cerrar la solicitud.",
    ),
    "observar_resultado": ("Observaron lo restaurado", "{motivo}"),
    "reabrir": ("Reabrieron una solicitud", "{motivo}"),
}
A_JEFATURA_TI: dict[str, tuple[str, str]] = {
    "pedir_viabilidad": ("Solicitud por evaluar su viabilidad", "«{que}». {respuesta}"),
}
