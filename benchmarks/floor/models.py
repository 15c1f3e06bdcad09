"""The one table of the floor, and the token that its POST asks for."""

from django.db import models


class Fila(models.Model):
    nombre = models.CharField(max_length=100)
    estado = models.CharField(max_length=20)
    fecha = models.DateField()
    inicio = models.DateTimeField()
    bytes = models.BigIntegerField()

    class Meta:
        app_label = "floor"

    def __str__(self) -> str:
        return self.nombre


class Token(models.Model):
    clave = models.CharField(max_length=64, unique=True)

    class Meta:
        app_label = "floor"

    def __str__(self) -> str:
        return str(self.pk)
