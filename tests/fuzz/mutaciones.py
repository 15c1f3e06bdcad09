"""What may happen to the bytes of an evidence: what keeps its truth, and what may change it."""

import re
from collections.abc import Callable
from random import Random

RUIDO = (
    b"ruido", b"OK", b"", b"   ", b"+ set -e", b"0", b"----", b"mesg: ttyname failed",
    b"bash: warning: setlocale: LC_ALL: cannot change locale (es_PE.UTF-8)", b"\xff\xfe\xfa",
    b"Warning: Permanently added 'nas' (ED25519) to the list of known hosts.", b"stdin: is no tty",
    b"Sat Nov 21 03:00:01 -05 2026", b"inicio de la tarea", b"fin", b"[1/3] copiando", b"{", b"]",
)  # fmt: skip
NUMEROS = (
    b"0", b"-1", b"1e308", b"1e999", b"NaN", b"9" * 400, b"18446744073709551616", b"1.5", b'"x"',
    b"null", b"true", b"[]", b"{}", b"00",
)  # fmt: skip
_CIFRAS = re.compile(rb"\d+")
_VALOR = re.compile(rb'":\s?("[^"\n]{0,200}"|[\d.]{1,30}|true|false|null|\[\]|\{\})')
_CLAVE = re.compile(rb'"\w+":[^,\n{}\[\]]{1,200},')
GRANDE = 200_000
Mutacion = Callable[[Random, bytes], bytes]


def _lugar(azar: Random, contenido: bytes) -> int:
    """Anywhere; half of the times near the end, where the verdict is."""
    largo = len(contenido)
    return (
        azar.randint(max(0, largo - 200), largo) if azar.random() < 0.5 else azar.randint(0, largo)
    )


def cortar(azar: Random, contenido: bytes) -> bytes:
    return contenido[: _lugar(azar, contenido)]


def meter_ruido(azar: Random, contenido: bytes) -> bytes:
    """Lines that say nothing, between the lines or after all of them."""
    lineas = contenido.split(b"\n")
    for _ in range(azar.randint(1, 4)):
        lineas.insert(azar.randint(0, len(lineas)), azar.choice(RUIDO))
    return b"\n".join(lineas)


def alargar(azar: Random, contenido: bytes) -> bytes:
    lineas = contenido.split(b"\n")
    lineas.insert(azar.randint(0, len(lineas)), bytes([azar.choice(b"a{[ \t0/:")]) * 9_000)
    return b"\n".join(lineas)


def repetir(azar: Random, contenido: bytes) -> bytes:
    lineas = contenido.split(b"\n")
    n = azar.randrange(len(lineas))
    return b"\n".join([*lineas[:n], *([lineas[n]] * azar.randint(1, 3)), *lineas[n:]])


def poner_crlf(_azar: Random, contenido: bytes) -> bytes:
    return contenido.replace(b"\n", b"\r\n")


def poner_bom(_azar: Random, contenido: bytes) -> bytes:
    return b"\xef\xbb\xbf" + contenido


def recodificar(azar: Random, contenido: bytes) -> bytes:
    texto = contenido.decode("utf-8", errors="replace")
    return texto.encode(azar.choice(["utf-16", "utf-16-be", "cp1252", "cp037"]), errors="replace")


def poner_nul(azar: Random, contenido: bytes) -> bytes:
    n = azar.randint(0, len(contenido))
    return contenido[:n] + b"\0" * azar.randint(1, 5) + contenido[n:]


def meter_byte(azar: Random, contenido: bytes) -> bytes:
    """A byte that is no digit: what it splits is still there to be seen."""
    n = _lugar(azar, contenido)
    byte = azar.choice(b"x~\xe9\x00 \"'{}[],:;|=\t-.%")
    return contenido[:n] + bytes([byte]) + contenido[n:]


def voltear(azar: Random, contenido: bytes) -> bytes:
    danado = bytearray(contenido)
    for _ in range(azar.randint(1, 5) if danado else 0):
        danado[azar.randrange(len(danado))] ^= 1 << azar.randrange(8)
    return bytes(danado)


def quitar(azar: Random, contenido: bytes) -> bytes:
    n = _lugar(azar, contenido)
    return contenido[:n] + contenido[n + azar.randint(1, 40) :]


def quitar_renglon(azar: Random, contenido: bytes) -> bytes:
    lineas = contenido.split(b"\n")
    del lineas[azar.randrange(len(lineas))]
    return b"\n".join(lineas)


def barajar(azar: Random, contenido: bytes) -> bytes:
    lineas = contenido.split(b"\n")
    azar.shuffle(lineas)
    return b"\n".join(lineas)


def cambiar_numero(azar: Random, contenido: bytes) -> bytes:
    numeros = list(_CIFRAS.finditer(contenido))
    if not numeros:
        return contenido
    uno = azar.choice(numeros)
    return contenido[: uno.start()] + azar.choice(NUMEROS) + contenido[uno.end() :]


def cambiar_valor(azar: Random, contenido: bytes) -> bytes:
    """A value of JSON of a kind that nobody expects."""
    valores = list(_VALOR.finditer(contenido))
    if not valores:
        return contenido
    uno = azar.choice(valores)
    return contenido[: uno.start(1)] + azar.choice(NUMEROS) + contenido[uno.end(1) :]


def repetir_clave(azar: Random, contenido: bytes) -> bytes:
    claves = list(_CLAVE.finditer(contenido))
    if not claves:
        return contenido
    una, otra = azar.choice(claves), azar.choice(claves)
    return contenido[: otra.end()] + una[0] + contenido[otra.end() :]


def hundir(azar: Random, contenido: bytes) -> bytes:
    hondo = azar.choice([5, 31, 33, 2_000])
    return b'{"a":' * hondo + contenido + b"}" * azar.choice([0, hondo])


def crecer(azar: Random, contenido: bytes) -> bytes:
    """A piece of the sample, thousands of times: what is not linear shows."""
    n = _lugar(azar, contenido)
    trozo = contenido[n : n + azar.choice([1, 10, 100, 1_000])] or b"x"
    return contenido[:n] + trozo * (GRANDE // len(trozo)) + contenido[n:]


FIELES: tuple[Mutacion, ...] = (
    cortar, cortar, cortar, meter_ruido, meter_ruido, alargar, repetir, poner_crlf, poner_bom,
    recodificar, poner_nul, meter_byte, meter_byte,
)  # fmt: skip
LIBRES: tuple[Mutacion, ...] = (
    *(
        voltear,
        quitar,
        quitar_renglon,
        barajar,
        cambiar_numero,
        cambiar_valor,
        repetir_clave,
        hundir,
    )
    * 4,
    crecer,
)


def injertar(azar: Random, contenido: bytes, otro: bytes) -> bytes:
    """The head of one sample and the tail of another."""
    return contenido[: _lugar(azar, contenido)] + otro[_lugar(azar, otro) :]
