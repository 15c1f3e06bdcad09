"""`manage.py crear_administrador`: the first person of an installation, with its designation."""

import getpass
import os
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from gobierno import acciones, reloj
from gobierno.errores import ReglaIncumplida
from gobierno.models import UnidadOrganica


class Command(BaseCommand):
    help = "Crea la primera persona que administra el sistema; después, las demás en «Personas»."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("usuario")
        parser.add_argument("--nombres", required=True)
        parser.add_argument("--apellidos", required=True)
        parser.add_argument("--correo", required=True)
        parser.add_argument("--unidad", required=True, help="siglas, por ejemplo OTEC")
        parser.add_argument("--documento", required=True, help="documento que lo designa")

    def handle(self, *args: Any, **opciones: Any) -> None:
        contrasena = os.environ.get("CONTRASENA_INICIAL") or getpass.getpass("Contraseña: ")
        siglas = opciones["unidad"]
        try:
            persona = acciones.crear_administrador(
                username=opciones["usuario"],
                ficha=acciones.Ficha(
                    first_name=opciones["nombres"],
                    last_name=opciones["apellidos"],
                    email=opciones["correo"],
                    unidad=UnidadOrganica.objects.filter(siglas=siglas).first()
                    or UnidadOrganica(siglas=siglas, nombre=siglas),
                ),
                contrasena=contrasena,
                documento=opciones["documento"],
                hoy=reloj.hoy(),
                ahora=reloj.ahora(),
            )
        except ReglaIncumplida as error:
            raise CommandError(" ".join([str(error), *error.campos.values()])) from error
        self.stdout.write(f"Listo: {persona} ({persona.username}) administra el sistema.")
