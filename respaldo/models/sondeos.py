"""A source that we ask instead of waiting for it to tell (evidencia.md §7, polling)."""

from django.db import models

from respaldo.models.evidencia import Fuente


class Sondeo(models.Model):
    """How a source is polled, and how it goes.

    `credencial` names an entry of the file of credentials: the secret is never here (X-10).
    `marca` is the last end or start known of its runs (UTC), by the clock of that server.
    `turno` and `tomado_hasta`: the worker that is asking now, and until when nobody else may.
    `fallos` are consecutive; `fallo_desde`, since when; `motivo` and `remedio`, of the last one.
    """

    class Clase(models.TextChoices):
        VEEAM = "veeam", "Veeam Backup & Replication"
        BAREOS = "bareos", "Bareos (servicio REST)"
        PBS = "pbs", "Proxmox Backup Server"
        PVE = "pve", "Proxmox VE"

    fuente = models.OneToOneField(Fuente, on_delete=models.PROTECT, related_name="sondeo")
    clase = models.CharField("servidor", max_length=10, choices=Clase)
    url = models.CharField("dirección", max_length=300)
    cuenta = models.CharField(max_length=200)
    credencial = models.CharField(max_length=60)
    nodo = models.CharField(max_length=63, blank=True)
    por_maquina = models.BooleanField("una ejecución por máquina", default=False)
    intervalo_minutos = models.PositiveSmallIntegerField(default=15)
    activo = models.BooleanField(default=True)
    marca = models.DateTimeField(null=True)
    proximo_en = models.DateTimeField(db_index=True)
    turno = models.UUIDField(null=True)
    tomado_hasta = models.DateTimeField(null=True)
    ultimo_bien_en = models.DateTimeField(null=True)
    fallos = models.PositiveIntegerField(default=0)
    fallo_desde = models.DateTimeField(null=True)
    motivo = models.CharField(max_length=300, blank=True)
    remedio = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = "sondeo"

    def __str__(self) -> str:
        return f"Sondeo de {self.fuente}"

    @property
    def cifrado(self) -> bool:
        return self.url.startswith("https:")
