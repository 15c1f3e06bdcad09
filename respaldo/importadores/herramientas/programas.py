"""The analysers of backup programs with a server or a service of their own.

Bacula and Amanda were run; the rest was written from documentation and is shown as beta.
"""

from respaldo.importadores.herramientas import (
    amanda,
    azure,
    bacula,
    bareos,
    commvault,
    duplicati,
    netbackup,
    proxmox,
    veeam,
    windows,
)
from respaldo.importadores.material import Analizador

PROGRAMAS: tuple[Analizador, ...] = (
    bacula.ANALIZADOR,
    bareos.ANALIZADOR,
    amanda.ANALIZADOR,
    proxmox.ANALIZADOR,
    azure.ANALIZADOR,
    duplicati.ANALIZADOR,
    windows.ANALIZADOR,
    netbackup.ANALIZADOR,
    commvault.ANALIZADOR,
    veeam.ANALIZADOR,
)
