"""Free text that carries a password warns (X-10)."""

import pytest
from django import forms
from hypothesis import given
from hypothesis import strategies as st

from directorio.forms.linea import FormularioDeMotivo
from directorio.forms.version import FormularioDeObservacion
from gobierno.forms.base import CONFIRMA, FormularioCuidadoso
from gobierno.secretos import _LLAVES, _POR_TAPAR, _cubrir, parece_secreto, tapar
from respaldo.forms.verificaciones import (
    FormularioDeCorrida,
    FormularioNoAplica,
    FormularioRectificar,
)

pytestmark = pytest.mark.requisito("X-10")


@pytest.mark.parametrize(
    "texto",
    [
        "clave: Xy12345",
        "Contraseña = hola123",
        "la contraseña es: hola123",
        "password:«abc123»",
        "postgres://usuario:secreto@servidor/base",
        "PIN=4821",
        "-----BEGIN RSA PRIVATE KEY-----",
        "token: ghp_" + "a" * 30,
    ],
)
def test_it_finds_what_looks_like_a_secret_and_masks_it(texto):
    hallado = parece_secreto(texto)
    assert "•" in hallado
    assert texto.split()[-1] not in hallado


@pytest.mark.parametrize(
    "texto",
    [
        "",
        "La clave está en el sobre 12.",
        "Se cambió la contraseña.",
        "https://a.gob.pe/x",
        "compass: 3",
    ],
)
def test_it_lets_ordinary_text_pass(texto):
    assert parece_secreto(texto) == ""


@pytest.mark.parametrize(
    "texto",
    [
        "Cron <root@h> RESTIC_PASSWORD=S3creto restic backup",
        "RESTIC_PASSWORD='S3creto con espacios' restic",
        "RESTIC_PASSWORD='it'\\''s S3creto' restic",
        'BORG_PASSPHRASE="S3creto \\"x\\" y" borg create',
        "CLAVE='S3creto sin cerrar",
        "mysqldump -u root -pS3creto tramite",
        "mysqldump --password=S3creto tramite",
        "restic --password S3creto backup",
        "pgbackrest --repo1-cipher-pass=S3creto backup",
        "rest:http://u:S3creto@nas/x",
        "postgres://u:S3cr@S3creto@h/b",
        "curl -u usuario:S3creto http://x",
        "sshpass -p S3creto ssh x",
        "lftp -u respaldo,S3creto nas",
        "smbclient //nas/b -U respaldo%S3creto -c ls",
        "redis-cli -h x -a S3creto save",
        "sqlcmd -U sa -P S3creto",
        "expdp system/S3creto@orcl",
        '{"password": "S3creto", "x": 1}',
        '{\\"password\\":\\"S3creto\\"}',
        "Authorization: Bearer S3creto12345",
        "X-Api-Key: S3creto",
        "https://b.example/x?sig=S3creto&y=1",
        "CREATE USER x IDENTIFIED BY 'S3creto'",
        "AWS_SECRET_ACCESS_KEY=S3creto",
        "-----BEGIN OPENSSH PRIVATE KEY-----\nS3creto\n-----END OPENSSH PRIVATE KEY-----",
    ],
)
def test_it_covers_the_secrets_of_command_lines_and_logs(texto):
    assert "S3cr" not in tapar(texto)


@pytest.mark.parametrize(
    "texto",
    [
        "Fatal: wrong password or no key found",
        "passphrase supplied in BORG_PASSPHRASE, by BORG_PASSCOMMAND is incorrect.",
        "Access denied for user 'x'@'localhost' (using password: YES)",
        "restic --password-file /etc/restic.pass backup /srv",
        "all target directories/files do not exist",
    ],
)
def test_it_leaves_the_errors_that_people_must_read(texto):
    assert tapar(texto) == texto


class Nota(FormularioCuidadoso):
    nota = forms.CharField(max_length=200)
    contrasena = forms.CharField(required=False, widget=forms.PasswordInput)
    volver = forms.CharField(required=False, widget=forms.HiddenInput)


def test_the_person_takes_it_out_or_insists():
    datos = {"nota": "clave: Xy12345"}
    aviso = Nota(datos)
    assert not aviso.is_valid()
    assert "clave: Xy•••••" in aviso.errors["nota"][0]
    assert CONFIRMA in aviso.fields
    insiste = Nota(datos | {CONFIRMA: "on"})
    assert insiste.is_valid()
    assert insiste.cleaned_data["nota"] == "clave: Xy12345"


def test_it_does_not_look_where_a_password_belongs_nor_at_what_nobody_typed():
    datos = {"nota": "Todo bien", "contrasena": "clave: Xy12345", "volver": "/x/?clave=abcde"}
    assert Nota(datos).is_valid()


@pytest.mark.parametrize(
    "formulario",
    [
        FormularioDeCorrida,
        FormularioNoAplica,
        FormularioRectificar,
        FormularioDeMotivo,
        FormularioDeObservacion,
    ],
)
def test_every_form_that_keeps_a_reason_looks(formulario):
    assert issubclass(formulario, FormularioCuidadoso)


_PIEZAS = [
    *(marca for marcas, _ in _POR_TAPAR for marca in marcas), "-----BEGIN RSA PRIVATE KEY-----",
    "PASSWORD", "Contraseña", "paſs", "K", "İ", "ghp_" + "a" * 20, "AKIA" + "B" * 16, "by",
    "BORG_KEY " + "a" * 64, "BORG PAPER KEY v1", '"encrypt"', '"kdf"', '"data": "',
    "hqlhbGdvcml0aG0=",
    "target", "mysqldump", "u:p@h/", "'", '"', "\\", "=", ":", " -p", "-", "&", "x", "S3creto", " ",
    "\n", "\n\n\n",
]  # fmt: skip


@given(st.lists(st.sampled_from(_PIEZAS), max_size=30).map("".join))
def test_looking_only_at_lines_with_a_mark_covers_the_same(texto):
    entero = texto
    for marca, llave in _LLAVES:  # they look at the whole text: the mark is a condition
        entero = llave.sub(_cubrir, entero) if marca in entero.lower() else entero
    for _, patron in _POR_TAPAR:
        entero = patron.sub(_cubrir, entero)
    assert tapar(texto) == entero


def test_a_private_key_is_covered_after_a_name():
    texto = (
        "key=-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA\nx9\n-----END RSA PRIVATE KEY-----"
    )
    assert "MIIE" not in tapar(texto)


@pytest.mark.parametrize(
    "texto",
    [
        '+ rclone --password-command "echo S3creto" sync -v /srv nube:cubo',
        "+ rclone '--password-command=echo S3creto' sync -v /srv nube:cubo",
        "+ export RESTIC_PASSWORD_COMMAND='echo S3creto'",
        'export BORG_PASSCOMMAND="echo S3creto"',
        "encryption_passcommand: echo S3creto",
        "BORG_KEY " + "c6" * 32 + "\nhqlhbGdvcml0aG2S3creto\nN0rmsS3creto==\n",
        "BORG PAPER KEY v1\nid: 20 / c67ed0 - 2b\n 1: 86a961 S3creto - 61\n",
        '{"mac": {"k": "BFPTF4p0iuS3creto", "r": "eGEHxH6nSVqS3creto"}}\n{"encrypt": ""}',
        '{"encrypt": "YtYlJS3cretoYtYlJS3creto"}',
        '{"kdf": "scrypt", "N": 32768, "salt": "Cbt9pJxqBS3creto", "data": "8aG9cXJZS3creto="}',
    ],
)
def test_it_covers_the_keys_of_the_tools_and_the_commands_that_give_them(texto):
    assert "S3creto" not in tapar(texto)


def test_it_keeps_a_message_that_only_names_a_password_command():
    aviso = "passphrase supplied in BORG_PASSPHRASE, by BORG_PASSCOMMAND or via BORG_PASSPHRASE_FD"
    assert tapar(aviso) == aviso
