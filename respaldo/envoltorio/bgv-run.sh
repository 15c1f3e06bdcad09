#!/bin/sh
# bgv-run: corre una orden de respaldo y cuenta a backupgov cómo le fue.
#
#   bgv-run HERRAMIENTA TRABAJO -- orden argumentos...
#   bgv-run --reenviar            envía lo que quedó en la cola
#
# Nunca cambia el código de salida de la orden ni lo que escribe. Si no hay red, guarda el aviso en
# una cola y lo envía la próxima vez. Necesita sh, mktemp y curl.
#
#   BGV_TOKEN_ARCHIVO  archivo con el token de la fuente, legible solo por quien respalda
#                      (por omisión /etc/bgv-token); también vale BGV_TOKEN en el entorno
#   BGV_URL            dirección del servidor
#   BGV_COLA           carpeta de la cola (por omisión /var/spool/bgv, o ~/.bgv-cola)
#   BGV_SOLO_COLA=1    no enviar ahora: solo guardar en la cola
#   BGV_CA             certificado de la autoridad propia, si la hay
#   BGV_EQUIPO         nombre de este equipo (por omisión, hostname)
BGV_URL=${BGV_URL:-@BGV_URL@}
BGV_TOKEN_ARCHIVO=${BGV_TOKEN_ARCHIVO:-/etc/bgv-token}
if [ -z "${BGV_COLA:-}" ]; then
  if [ -w /var/spool/bgv ]; then BGV_COLA=/var/spool/bgv; else BGV_COLA=${HOME:-/tmp}/.bgv-cola; fi
fi

aviso() { printf 'bgv-run: %s\n' "$*" >&2; }

# El token va en un archivo de configuración: en la línea de órdenes lo vería cualquiera con ps.
credencial() {
  t=${BGV_TOKEN:-}
  [ -n "$t" ] || t=$(head -n 1 "$BGV_TOKEN_ARCHIVO" 2>/dev/null | tr -d ' \t\r')
  [ -n "$t" ] || return 1
  (umask 077; printf 'header = "Authorization: Bearer %s"\n' "$t" >"$1")
}

campo() { cat "$1/$2" 2>/dev/null; }

# Lo que contestó el servidor, sin más de lo que cabe en dos renglones ni caracteres de control.
contestado() {
  r=$(head -c 4000 "$1/respuesta" 2>/dev/null | LC_ALL=C tr '\000-\037\177' ' ')
  for c in detail remedio; do
    printf '%s\n' "$r" | LC_ALL=C sed -n 's/.*"'"$c"'": *"\([^"]*\)".*/\1/p'
  done | head -c 400 | tr '\n' ' ' | sed 's/ *$//'
}

# enviar CARPETA: 0 entregado (o rechazado sin remedio), 1 hay que intentarlo después
enviar() {
  credencial "$1/curlrc" || { aviso "falta el token ($BGV_TOKEN_ARCHIVO)"; return 1; }
  rm -f "$1/respuesta"
  estado=$(curl -sS -K "$1/curlrc" ${BGV_CA:+--cacert "$BGV_CA"} \
    --connect-timeout 10 -m 120 --retry "${BGV_INTENTOS:-2}" --retry-delay 2 \
    -o "$1/respuesta" -w '%{http_code}' \
    -H "Idempotency-Key: $(campo "$1" clave)" \
    --form-string "herramienta=$(campo "$1" herramienta)" \
    --form-string "trabajo=$(campo "$1" trabajo)" \
    --form-string "equipo=$(campo "$1" equipo)" \
    --form-string "inicio=$(campo "$1" inicio)" \
    --form-string "fin=$(campo "$1" fin)" \
    --form-string "codigo_salida=$(campo "$1" codigo)" \
    -F "stdout=@$1/stdout;type=text/plain" -F "stderr=@$1/stderr;type=text/plain" \
    "$BGV_URL/api/v1/evidencias/" 2>"$1/error")
  rm -f "$1/curlrc"
  m=$(contestado "$1")
  [ -n "$m" ] || m=$(head -c 200 "$1/error" 2>/dev/null)
  case $estado in
    2??) return 0 ;;
    400 | 409 | 413 | 422) aviso "el servidor no aceptó el aviso ($estado)${m:+: $m}"; return 0 ;;
    *) aviso "aviso no entregado (${estado:-000})${m:+: $m}"; return 1 ;;
  esac
}

reenviar() {
  find "$BGV_COLA" -maxdepth 1 -name 'bgv.*' -mtime +30 -exec rm -rf {} + 2>/dev/null
  fallos=0
  for d in "$BGV_COLA"/bgv.*; do
    [ -f "$d/listo" ] || continue
    if enviar "$d"; then rm -rf "$d"; continue; fi
    # Sin red o sin permiso no hay más que probar; si solo falla uno, los demás no esperan por él.
    case $estado in 000 | '' | 401 | 403 | 429) return 1 ;; esac
    fallos=$((fallos + 1))
    [ "$fallos" -lt 3 ] || return 1
  done
  [ "$fallos" -eq 0 ]
}

if [ "${1:-}" = --reenviar ]; then
  reenviar
  exit
fi
if [ "$#" -lt 4 ] || [ "$3" != -- ]; then
  aviso "uso: bgv-run HERRAMIENTA TRABAJO -- orden argumentos..."
  exit 64
fi
herramienta=$1 trabajo=$2
shift 3

# La carpeta nace en la cola: si la máquina se apaga después, el aviso ya está donde se reenvía.
(umask 077; mkdir -p "$BGV_COLA") 2>/dev/null
D=$(mktemp -d "$BGV_COLA/bgv.XXXXXX" 2>/dev/null) || D=$(mktemp -d 2>/dev/null) || {
  aviso "sin carpeta donde anotar: la orden corre igual, sin aviso"
  unset BGV_TOKEN
  exec "$@"
}
date -u +%Y-%m-%dT%H:%M:%SZ >"$D/inicio"

# tee copia y deja pasar: si el disco se llena, se pierde la copia del texto, nunca la orden.
mkfifo "$D/1" "$D/2" 2>/dev/null || { rm -rf "$D"; unset BGV_TOKEN; exec "$@"; }
tee "$D/salida" <"$D/1" 2>/dev/null &
T1=$!
tee "$D/fallo" <"$D/2" >&2 2>/dev/null &
T2=$!
exec 3<&0
(unset BGV_TOKEN; exec "$@") <&3 3<&- >"$D/1" 2>"$D/2" &
P=$!
exec 3<&-
trap 'kill -TERM "$P" 2>/dev/null' TERM INT HUP
while :; do
  wait "$P"
  C=$?
  kill -0 "$P" 2>/dev/null || break
done
date -u +%Y-%m-%dT%H:%M:%SZ >"$D/fin"
# Un proceso que la orden dejó atrás puede retener la salida: se le espera poco.
(sleep "${BGV_ESPERA:-10}"; kill "$T1" "$T2") </dev/null >/dev/null 2>&1 &
W=$!
wait "$T1" "$T2"
kill "$W" 2>/dev/null
trap '' TERM INT HUP

{
  tail -c 4500000 "$D/salida" >"$D/stdout" # el resumen va al final
  tail -c 200000 "$D/fallo" >"$D/stderr"
  rm -f "$D/salida" "$D/fallo" "$D/1" "$D/2"
  printf '%s' "$herramienta" >"$D/herramienta"
  printf '%s' "$trabajo" >"$D/trabajo"
  printf '%s' "${BGV_EQUIPO:-$(hostname 2>/dev/null || uname -n)}" >"$D/equipo"
  printf '%s' "$C" >"$D/codigo"
  { cat /proc/sys/kernel/random/uuid 2>/dev/null || echo "$(uname -n)-$$-$(date +%s)"; } |
    tr -d '\n' >"$D/clave"
  : >"$D/listo"
} 2>/dev/null

if [ -z "${BGV_SOLO_COLA:-}" ]; then
  if enviar "$D"; then
    rm -rf "$D"
    reenviar
  else
    case $D in
      "$BGV_COLA"/*) aviso "guardado en $BGV_COLA: se enviará después" ;;
      *) aviso "el aviso se perdió: no se puede escribir en $BGV_COLA"; rm -rf "$D" ;;
    esac
  fi
fi
exit "$C"
