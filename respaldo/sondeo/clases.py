"""The products that can be polled, by their code."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from respaldo.sondeo import bareos, proxmox, veeam
from respaldo.sondeo.base import Paginas, Pedido
from respaldo.sondeo.red import Cliente


@dataclass(frozen=True, slots=True)
class Clase:
    """One product: its name for people, the reader of its rows and how its pages are asked."""

    nombre: str
    herramienta: str
    paginas: Callable[[Cliente, Pedido], Paginas]


CLASES: Mapping[str, Clase] = MappingProxyType(
    {
        "veeam": Clase("Veeam Backup & Replication", "veeam", veeam.paginas),
        "bareos": Clase("Bareos (servicio REST)", "bareos", bareos.paginas),
        "pbs": Clase("Proxmox Backup Server", "proxmox", proxmox.paginas_de_pbs),
        "pve": Clase("Proxmox VE", "proxmox", proxmox.paginas_de_pve),
    }
)
