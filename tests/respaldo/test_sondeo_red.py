"""How a poll talks: where it may go, how long, how much, and with which secret."""

import ipaddress
import socket
import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.conf import settings

from respaldo.acciones.sondear import EN_UNA_VUELTA, RESERVA
from respaldo.sondeo import red
from respaldo.sondeo.consulta import PARA_UNA_PERSONA, SIN_PRISA, limites_de
from respaldo.sondeo.credenciales import credencial_para, leer_credenciales
from respaldo.sondeo.destinos import leer_destino, permitida
from respaldo.sondeo.fallos import Fallo
from respaldo.sondeo.red import Cliente, Limites
from tests.respaldo.dobles import Calla, Doble, goteando, servido

LOCAL = (ipaddress.ip_network("127.0.0.0/8"),)
RUTA = "/cosa"


@pytest.fixture
def doble():
    with servido(Doble()) as propio:
        yield propio


def cliente(url: str, **limites) -> Cliente:
    return Cliente(leer_destino(url), Limites(**({"redes": LOCAL, "espera": 20.0} | limites)))


def falla(hacer) -> Fallo:
    with pytest.raises(Fallo) as caido:
        hacer()
    assert caido.value.motivo
    assert caido.value.remedio
    return caido.value


@pytest.mark.parametrize(
    ("url", "origen"),
    [
        ("https://veeam.inst.gob.pe:9419", "https://veeam.inst.gob.pe:9419"),
        ("https://VEEAM/", "https://veeam:443"),
        ("http://10.1.2.3/api", "http://10.1.2.3:80"),
        ("https://[2001:db8::1]:8007", "https://[2001:db8::1]:8007"),
    ],
)
def test_it_reads_the_address_of_a_service(url, origen):
    assert leer_destino(url).origen == origen


@pytest.mark.parametrize(
    "url",
    [
        "", "veeam:9419", "ftp://veeam", "file:" + "///etc/passwd", "https://", "https://u:p@veeam",
        "https://veeam:99999", "https://veeam:0", "https://veeam/?a=1", "https://veeam/#a",
        "https://veeam/../x", "https://vee am", "https://veeam\n", "https://[fe80::1%25eth0]",
        "https://2130706433", "https://127.1", "https://ñandú", "https://[::", "gopher://x",
        "https://" + "a" * 400,
    ],
)  # fmt: skip
def test_it_refuses_any_other_address(url):
    with pytest.raises(ValueError, match=r"\w"):
        leer_destino(url)


@pytest.mark.parametrize(
    "ip",
    ["127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1", "169.254.169.254", "fe80::1", "0.0.0.9",
     "::", "224.0.0.1", "ff02::1", "64:ff9b::7f00:1", "2002:7f00:1::", "255.255.255.255"],
)  # fmt: skip
def test_it_refuses_this_machine_and_its_link(ip):
    assert not permitida(ip, ())


def test_it_allows_the_network_of_the_institution_and_what_the_settings_list():
    for ip in ("10.1.2.3", "172.16.0.9", "192.168.1.1", "fd00::9", "8.8.8.8"):
        assert permitida(ip, ())
    assert permitida("::ffff:127.0.0.1", LOCAL)
    assert not permitida("127.0.0.1", (ipaddress.ip_network("::1/128"),))


def test_it_refuses_a_name_that_leads_here(doble):
    assert "SONDEO_REDES" in falla(lambda: cliente(doble.url, redes=()).get(RUTA)).remedio
    assert not doble.pedidas


def test_it_goes_to_the_address_that_was_checked(doble, monkeypatch):
    """A name that changes its mind between the check and the connection gains nothing."""
    verdadera, dadas = socket.getaddrinfo, iter(["127.0.0.1"])

    def resolver(host, *resto, **mas):
        return verdadera(next(dadas) if host == "cambiante" else host, *resto, **mas)

    monkeypatch.setattr(socket, "getaddrinfo", resolver)
    doble.intervenir(RUTA, (200, {"a": 1}))
    puerto = doble.url.rpartition(":")[2]
    assert cliente(f"http://cambiante:{puerto}").get(RUTA).datos == {"a": 1}


def test_it_says_what_is_wrong_with_an_answer(doble):
    casos = {
        "otra dirección": (302, {}, {"Location": "http://169.254.169.254/"}),
        "error": (500, b"<html>secreto</html>"),
        "esperar": (429, {}),
        "cuenta": (403, {}),
    }
    from respaldo.sondeo.fallos import por_codigo

    for texto, contestacion in casos.items():
        doble.intervenir(RUTA, contestacion)
        respuesta = cliente(doble.url).get(RUTA)
        assert respuesta.datos is None
        fallo = por_codigo(respuesta.codigo, RUTA)
        assert texto in fallo.motivo
        assert "secreto" not in str(fallo)
    assert len(doble.pedidas) == len(casos)  # no redirect was followed


@pytest.mark.parametrize(
    "crudo",
    [b"", b"{", b'{"data": [', b"<html></html>", b"\xff\xfe", b"[" * 5_000, b"[" * 60 + b"]" * 60],
)
def test_what_is_not_its_json_is_a_failure(doble, crudo):
    doble.intervenir(RUTA, (200, crudo))
    assert "documenta" in falla(lambda: cliente(doble.url).get(RUTA)).motivo


def test_a_huge_answer_stops_being_read(doble):
    doble.intervenir(RUTA, (200, b" " * 3_000_000), (200, b"{}", {"Content-Encoding": "gzip"}))
    assert "MB" in falla(lambda: cliente(doble.url, maximo=1_048_576).get(RUTA)).motivo
    assert "comprimió" in falla(lambda: cliente(doble.url).get(RUTA)).motivo


def test_silence_and_a_closed_port_are_failures(doble):
    calla = Calla()
    doble.intervenir(RUTA, calla)
    try:
        assert "tardó" in falla(lambda: cliente(doble.url, espera=0.2).get(RUTA)).motivo
    finally:
        calla.fin.set()
    with socket.socket() as libre:
        libre.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{libre.getsockname()[1]}"
        assert "No hay conexión" in falla(lambda: cliente(url).get(RUTA)).motivo
    assert "No se encuentra" in falla(lambda: cliente("http://no-existe.invalid").get(RUTA)).motivo


def _certificado(carpeta: Path, host: str) -> tuple[str, str]:
    """A self-signed certificate for `host` and its key, as files."""
    clave = ec.generate_private_key(ec.SECP256R1())
    nombre = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    ahora = datetime.now(UTC)
    certificado = (
        x509.CertificateBuilder()
        .subject_name(nombre).issuer_name(nombre).public_key(clave.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(ahora - timedelta(days=1)).not_valid_after(ahora + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(host))]), False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), True)
        .sign(clave, hashes.SHA256())
    )  # fmt: skip
    pem, llave = carpeta / f"{host}.pem", carpeta / f"{host}.key"
    pem.write_bytes(certificado.public_bytes(serialization.Encoding.PEM))
    llave.write_bytes(
        clave.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return str(pem), str(llave)


@pytest.mark.parametrize("host", ["127.0.0.1", "10.9.9.9"])
def test_it_trusts_only_the_authority_of_the_settings_and_that_name(tmp_path, host):
    pem, llave = _certificado(tmp_path, host)
    contexto = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    contexto.load_cert_chain(pem, llave)
    with servido(Doble(), lambda s: contexto.wrap_socket(s, server_side=True)) as doble:
        doble.intervenir(RUTA, (200, {"a": 1}))
        assert "confianza" in falla(lambda: cliente(doble.url).get(RUTA)).motivo
        if host == "127.0.0.1":
            assert cliente(doble.url, ca=pem).get(RUTA).datos == {"a": 1}
        else:
            assert "confianza" in falla(lambda: cliente(doble.url, ca=pem).get(RUTA)).motivo
        assert "SONDEO_CA" in falla(lambda: cliente(doble.url, ca=llave).get(RUTA)).motivo


def test_https_to_a_plain_port_is_told(doble):
    assert "cifrar" in falla(lambda: cliente(doble.url.replace("http:", "https:")).get(RUTA)).motivo


@pytest.mark.parametrize(
    ("esquema", "principio", "gota"),
    [
        ("http", b"HTTP/1.1 200 OK\r\nX-Lento: ", b"a"),
        ("http", b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
        ("http", b"HTTP/1.1 200 OK\r\nContent-Length: 900000\r\n\r\n[", b" "),
        ("http", b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\n \r\n"),
        ("http", b"HTTP/1.0 200 OK\r\n\r\n", b" "),
        ("https", b"\x16\x03\x03\x40\x00", b"\x00"),
    ],
)
def test_a_server_that_dribbles_holds_nobody(esquema, principio, gota):
    """Each byte comes in time; all of them never would."""
    with goteando(principio, gota) as puerto:
        lento = cliente(f"{esquema}://127.0.0.1:{puerto}", espera=0.3)
        assert "tardó" in falla(lambda: lento.get(RUTA)).motivo


def test_all_the_answers_of_a_poll_end_at_a_deadline(doble, monkeypatch):
    reloj = [1_000.0]
    monkeypatch.setattr(red, "time", SimpleNamespace(monotonic=lambda: reloj[0]))
    suyo = cliente(doble.url, total=300.0)
    doble.intervenir(RUTA, (200, {"a": 1}), (200, {"a": 2}))
    assert suyo.get(RUTA).datos == {"a": 1}
    reloj[0] += 299
    assert suyo.get(RUTA).datos == {"a": 2}
    reloj[0] += 1
    assert "todas sus páginas" in falla(lambda: suyo.get(RUTA)).motivo
    assert len(doble.pedidas) == 2


def test_the_sources_of_a_task_end_before_the_task_must():
    de_sobra = settings.CELERY_TASK_TIME_LIMIT / EN_UNA_VUELTA
    assert SIN_PRISA.total < de_sobra <= RESERVA.total_seconds()
    assert PARA_UNA_PERSONA.total < SIN_PRISA.total


@pytest.mark.requisito("X-10")
def test_a_secret_only_travels_to_its_own_server(tmp_path):
    archivo = tmp_path / "credenciales.toml"
    archivo.write_text('[veeam]\ndestino = "https://veeam:9419/x"\nsecreto = "Abc-123"\n')
    hallada = credencial_para("veeam", leer_destino("https://VEEAM:9419"), str(archivo))
    assert hallada.secreto == "Abc-123"
    assert "Abc-123" not in repr(hallada)
    for url in ("https://otro:9419", "http://veeam:9419", "https://veeam"):
        fallo = falla(lambda u=url: credencial_para("veeam", leer_destino(u), str(archivo)))
        assert "Abc-123" not in str(fallo)
    falla(lambda: credencial_para("otra", leer_destino("https://veeam:9419"), str(archivo)))


@pytest.mark.parametrize(
    "texto",
    ["[a", "a = 1", "[a]", '[a]\ndestino="x"\nsecreto="s"', '[a]\ndestino="https://h"\nsecreto=""',
     '[A]\ndestino="https://h"\nsecreto="s"', '[a]\ndestino="https://h"\nsecreto="s\\n"',
     '[a]\ndestino="https://h"\nsecreto=7', "# " + "x" * 100_001, "\x00"],
)  # fmt: skip
def test_a_bad_file_of_credentials_is_told_without_its_content(tmp_path, texto):
    archivo = tmp_path / "credenciales.toml"
    archivo.write_text(texto)
    assert "credenciales" in str(falla(lambda: leer_credenciales(str(archivo))))
    assert not leer_credenciales("")
    falla(lambda: leer_credenciales(str(tmp_path / "no-existe")))


def test_bad_networks_in_the_settings_are_told():
    dados = {"ca": "", "credenciales": ""}
    assert limites_de({**dados, "redes": "127.0.0.1/32, ::1/128"}).redes
    assert "SONDEO_REDES" in falla(lambda: limites_de({**dados, "redes": "hola"})).motivo
