"""What the tests of polling share: a file of credentials, a polled source, rows of each server."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from respaldo.models import Sondeo
from tests.fabricas import AHORA
from tests.respaldo.apoyo import fuente, utc
from tests.respaldo.dobles import CUENTA, FICHA, SECRETO, Doble

INICIO = utc(2026, 3, 10, 3, 5)  # Monday 9 March at 22:05 in Lima, inside the window of `diaria`
HORA = timedelta(hours=1)


def ajustes(carpeta: Path, url: str) -> dict[str, str]:
    """Settings that allow this machine, and the file with the secret of that server."""
    archivo = carpeta / "credenciales.toml"
    archivo.write_text(f'[servidor]\ndestino = "{url}"\nsecreto = "{SECRETO}"\n')
    return {"credenciales": str(archivo), "ca": "", "redes": "127.0.0.0/8"}


def sondeo(doble: Doble, clase: str, **extra: Any) -> Sondeo:
    datos: dict[str, Any] = {
        "clase": clase,
        "url": doble.url,
        "cuenta": FICHA if clase in {"pbs", "pve"} else CUENTA,
        "credencial": "servidor",
        "proximo_en": AHORA,
    }
    return Sondeo.objects.create(fuente=fuente("Sondeada"), **(datos | extra))


def sesion(numero: int = 1, resultado: str = "Success", **extra: Any) -> dict[str, Any]:
    """A session of Veeam (SessionModel); `fin=None` while it works."""
    inicio: datetime = extra.pop("inicio", INICIO)
    fin = extra.pop("fin", inicio + timedelta(hours=1))
    datos = {
        "sessionType": "BackupJob",
        "state": "Stopped" if fin else "Working",
        "id": f"00000000-0000-0000-0000-{numero:012}",
        "name": "JOB-1",
        "jobId": "11111111-0000-0000-0000-000000000001",
        "creationTime": inicio.isoformat(),
        "progressPercent": 100 if fin else 40,
        "result": {"result": resultado, "message": resultado, "isCanceled": False},
        "usn": numero,
    }
    return datos | ({"endTime": fin.isoformat()} if fin else {}) | extra


def tarea_de_veeam(de: int, maquina: str, resultado: str = "Success", **extra: Any) -> Any:
    """A task session (BackupTaskSessionModel) of session `de`."""
    propia = sesion(de * 100 + int(maquina[-1]), resultado, **extra)
    medidas = {"processedSize": 10**9, "readSize": 10**6, "transferredSize": 10**6}
    propia |= {
        "type": "Backup", "sessionId": f"00000000-0000-0000-0000-{de:012}", "name": maquina,
        "algorithm": "Full", "repositoryId": "r1", "progress": medidas,
    }  # fmt: skip
    del propia["jobId"]
    return propia


def trabajo(numero: int = 41, letra: str = "T", errores: int = 0, **extra: str) -> dict[str, str]:
    """A row of `llist jobs` of Bareos, local times of Lima."""
    return {
        "jobid": str(numero), "job": f"JOB-1.2026-03-09_22.05.00_{numero:02}", "name": "JOB-1",
        "type": "B", "level": "F", "clientname": "srv-fd", "jobstatus": letra,
        "starttime": "2026-03-09 22:05:00", "endtime": "2026-03-09 23:05:00",
        "realendtime": "2026-03-09 23:05:01", "jobfiles": "120", "jobbytes": "1000000000",
        "joberrors": str(errores), "poolname": "Full",
    } | extra  # fmt: skip


def tarea(numero: int = 1, estado: str | None = "OK", **extra: Any) -> dict[str, Any]:
    """A task of PBS; `estado=None` while it runs."""
    inicio = int(extra.pop("inicio", INICIO).timestamp())
    datos = {
        "upid": f"UPID:pbs:{numero:08X}:00000001:00000000:{inicio:08X}:backup:JOB-1:lector@pbs:",
        "node": "pbs", "pid": numero, "pstart": 1, "starttime": inicio,
        "worker_type": "backup", "worker_id": "JOB-1", "user": "lector@pbs",
    }  # fmt: skip
    if estado is not None:
        datos |= {"status": estado, "endtime": inicio + 3600}
    return datos | extra
