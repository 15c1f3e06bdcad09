"""HTTP requests with limits: known address, verified TLS, time, size; no redirects, no proxy.

The name is resolved once and the connection goes to the address that was checked: a name that
changes its mind afterwards (DNS rebinding) gains nothing. Each answer, from the connection to its
last byte, and all of them together end at a deadline: a server that gives a byte now and then holds
nobody.

Source: evidencia.md §9.
"""

import http.client
import io
import json
import math
import socket
import ssl
import time
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from respaldo.sondeo.destinos import Destino, Red, permitida
from respaldo.sondeo.fallos import Fallo

MAXIMO = 5 * 1024 * 1024  # bytes of one answer (evidencia.md §9)
TROZO = 64 * 1024
HONDO = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Limites:
    """How far a conversation may go. `ca`: file of the authority that signs the server, "" for
    those of the system; `espera`: seconds for each answer, connection included; `total`: for all
    the answers of one client, so that the sources of a task end before the task must."""

    ca: str = ""
    redes: tuple[Red, ...] = ()
    espera: float = 20.0
    total: float = 300.0
    maximo: int = MAXIMO


@dataclass(frozen=True, slots=True)
class Respuesta:
    """What came back: the status, and the JSON when it is 200."""

    codigo: int
    datos: Any


@dataclass(slots=True)
class Cliente:
    """Talks to one destination only. `cabeceras` go with every request; `ip`, who answered last;
    `fin`, when it stops talking (monotonic seconds), counted from its first request."""

    destino: Destino
    limites: Limites
    cabeceras: dict[str, str] = field(default_factory=dict, repr=False)
    ip: str = ""
    fin: float = math.inf

    def get(self, ruta: str, consulta: Mapping[str, Any] | None = None) -> Respuesta:
        """GET with a query; JSON in the answer when it is 200."""
        cola = f"?{urlencode(consulta, doseq=True)}" if consulta else ""
        return self._pedir("GET", ruta, cola)

    def get_con_json(self, ruta: str, consulta: Mapping[str, Any], cuerpo: Any) -> Respuesta:
        """GET with a JSON body, which the REST service of Bareos asks for."""
        cola = f"?{urlencode(consulta)}" if consulta else ""
        return self._pedir("GET", ruta, cola, json.dumps(cuerpo).encode(), "application/json")

    def post_formulario(self, ruta: str, campos: Mapping[str, str]) -> Respuesta:
        """POST of an HTML form: how OAuth2 takes a password."""
        tipo = "application/x-www-form-urlencoded"
        return self._pedir("POST", ruta, "", urlencode(campos).encode(), tipo)

    def _pedir(
        self, metodo: str, ruta: str, cola: str, cuerpo: bytes | None = None, tipo: str = ""
    ) -> Respuesta:
        cabeceras = {"Accept": "application/json", "Accept-Encoding": "identity", **self.cabeceras}
        if tipo:
            cabeceras["Content-Type"] = tipo
        limite = self._limite()
        self.ip = resolver(self.destino, self.limites.redes)
        conexion = _conexion(self.destino, self.ip, self.limites.ca, limite)
        try:
            conexion.request(metodo, self.destino.ruta + ruta + cola, cuerpo, cabeceras)
            with closing(conexion.getresponse()) as respuesta:
                crudo = _leer(respuesta, self.limites.maximo)
                return Respuesta(respuesta.status, _json(respuesta, crudo))
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise _fallo_de(error, self.destino) from None
        finally:
            conexion.close()

    def _limite(self) -> float:
        """When the next answer must be whole (monotonic seconds)."""
        ahora = time.monotonic()
        self.fin = min(self.fin, ahora + self.limites.total)
        if ahora >= self.fin:
            raise Fallo(
                "El servidor tardó demasiado en dar todas sus páginas.",
                "Acorte el intervalo del sondeo para que cada vez traiga menos.",
            )
        return min(self.fin, ahora + self.limites.espera)


def resolver(destino: Destino, redes: tuple[Red, ...]) -> str:
    """The address of the host that will be used; all of them must be allowed."""
    try:
        halladas = socket.getaddrinfo(destino.host, destino.puerto, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise Fallo(
            f"No se encuentra el servidor «{destino.host}».",
            "Revise el nombre y el DNS de la institución.",
        ) from None
    ips = [str(hallada[4][0]).partition("%")[0] for hallada in halladas]
    if not ips or not all(permitida(ip, redes) for ip in ips):
        raise Fallo(
            f"«{destino.host}» es esta misma máquina o una dirección reservada.",
            "Escriba la dirección del servidor de backup en la red. Si de verdad está aquí, "
            "agregue su red a SONDEO_REDES.",
        )
    return ips[0]


def _conexion(destino: Destino, ip: str, ca: str, limite: float) -> http.client.HTTPConnection:
    if not destino.cifrado:
        return _Clara(destino, ip, limite)
    try:
        contexto = ssl.create_default_context(cafile=ca or None)
    except (OSError, ValueError):
        raise Fallo(
            "No se puede leer el certificado de la autoridad (SONDEO_CA).",
            "Revise la ruta y que sea un archivo PEM.",
        ) from None
    contexto.minimum_version = ssl.TLSVersion.TLSv1_2
    return _Cifrada(destino, ip, limite, contexto)


def _resta(limite: float) -> float:
    """The seconds left; TimeoutError when there are none."""
    if (resta := limite - time.monotonic()) <= 0:
        raise TimeoutError
    return resta


class _ConPlazo(io.RawIOBase):
    """What a socket gives until `limite`, however little comes each time."""

    def __init__(self, sock: socket.socket, limite: float) -> None:
        self._sock, self._limite = sock, limite
        self._crudo = sock.makefile("rb", buffering=0)

    def readable(self) -> bool:
        return True

    def readinto(self, destino: Any) -> int | None:
        self._sock.settimeout(_resta(self._limite))
        return self._crudo.readinto(destino)

    def close(self) -> None:
        self._crudo.close()
        super().close()


def _con_plazo(limite: float) -> type[http.client.HTTPResponse]:
    """The answers of a connection that ends at `limite`, their first line and headers included."""

    class Respuesta(http.client.HTTPResponse):
        def __init__(self, sock: socket.socket, *args: Any, **kwargs: Any) -> None:
            super().__init__(sock, *args, **kwargs)
            self.fp.close()
            self.fp = io.BufferedReader(_ConPlazo(sock, limite))

    return Respuesta


class _Clara(http.client.HTTPConnection):
    """Connects to the address that was checked, whatever the name says later."""

    def __init__(self, destino: Destino, ip: str, limite: float) -> None:
        super().__init__(destino.host, destino.puerto)
        self.response_class = _con_plazo(limite)
        self._ip, self._limite = ip, limite

    def connect(self) -> None:
        self.sock = socket.create_connection((self._ip, self.port), _resta(self._limite))


class _Cifrada(http.client.HTTPSConnection):
    """The same over TLS, with the certificate checked against the name."""

    def __init__(self, destino: Destino, ip: str, limite: float, contexto: ssl.SSLContext) -> None:
        super().__init__(destino.host, destino.puerto, context=contexto)
        self.response_class = _con_plazo(limite)
        self._ip, self._limite, self._contexto = ip, limite, contexto

    def connect(self) -> None:
        suelto = socket.create_connection((self._ip, self.port), _resta(self._limite))
        try:
            suelto.settimeout(_resta(self._limite))  # of the whole handshake
            self.sock = self._contexto.wrap_socket(suelto, server_hostname=self.host)
        except BaseException:
            suelto.close()
            raise


def _leer(respuesta: http.client.HTTPResponse, maximo: int) -> bytes:
    """The body, never more than `maximo` bytes."""
    trozos, total = [], 0
    while trozo := respuesta.read1(TROZO):
        total += len(trozo)
        if total > maximo:
            raise Fallo(
                f"El servidor respondió más de {maximo // 1024 // 1024} MB de una vez.",
                "Acorte el intervalo del sondeo para que cada respuesta traiga menos.",
            )
        trozos.append(trozo)
    return b"".join(trozos)


def _json(respuesta: http.client.HTTPResponse, crudo: bytes) -> Any:
    if respuesta.status != http.client.OK:
        return None
    if respuesta.getheader("Content-Encoding", "identity").lower() != "identity":
        raise Fallo(
            "El servidor comprimió su respuesta aunque se le pidió que no.",
            "Quite la compresión del proxy que está delante de ese servicio.",
        )
    try:
        datos = json.loads(crudo.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise no_se_entiende() from None
    if _honda(datos):
        raise no_se_entiende()
    return datos


def _honda(datos: Any, nivel: int = 0) -> bool:
    if nivel > HONDO:
        return True
    hijos = datos.values() if isinstance(datos, dict) else datos if isinstance(datos, list) else ()
    return any(_honda(hijo, nivel + 1) for hijo in hijos)


def no_se_entiende() -> Fallo:
    """An answer that is not what that product documents."""
    return Fallo(
        "La respuesta del servidor no es la que ese producto documenta.",
        "Revise que la dirección y la clase de servidor sean las correctas.",
    )


def _lento() -> Fallo:
    return Fallo(
        "El servidor tardó demasiado en responder.",
        "Revise la red y la carga de ese servidor; se volverá a intentar solo.",
    )


def _fallo_de(error: Exception, destino: Destino) -> Fallo:
    if isinstance(error, ssl.SSLCertVerificationError):
        return Fallo(
            f"El certificado de {destino.host} no es de confianza.",
            "Instale el certificado de la autoridad que lo firma y escriba su ruta en SONDEO_CA.",
        )
    if isinstance(error, ssl.SSLError):
        return Fallo(
            f"No se pudo cifrar la conexión con {destino.host}.",
            "Revise que ese puerto hable https, con TLS 1.2 o posterior.",
        )
    if isinstance(error, TimeoutError):
        return _lento()
    if isinstance(error, OSError):
        return Fallo(
            f"No hay conexión con {destino.host}, puerto {destino.puerto}.",
            "Revise que el servicio esté encendido y que la red permita llegar a él.",
        )
    return no_se_entiende()
