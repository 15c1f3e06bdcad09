// Keyboard on a list: j/k move, a letter presses the control of the current row that declares it
// (data-atajo="c"), x ticks the row, / searches, ? helps.
//
//   [data-atajos]            the list (any element; survives htmx swaps inside it)
//     [data-fila]            a row, with data-etiqueta="what it is", tabindex="-1" and an id
//       [data-atajo="c"]     what a letter presses in that row
//   [data-atajo-pagina="C"]  what a letter does anywhere on the page: presses a button, enters a field
//   [data-atajo-buscar]      the search box · dialog[data-atajos-ayuda] the help
import { anunciar, escribiendo } from "./comun.js";

let indice = -1;
let pendiente = false;

const filas = () => [...document.querySelectorAll("[data-atajos] [data-fila]")];
const actual = () => filas()[indice];

function ir(destino, decir = true) {
  const lista = filas();
  if (!lista.length) return;
  document.querySelector("[data-atajos] .fila-actual")?.classList.remove("fila-actual");
  indice = Math.max(0, Math.min(destino, lista.length - 1));
  const fila = lista[indice];
  fila.classList.add("fila-actual");
  fila.focus({ preventScroll: true });
  fila.scrollIntoView({ block: "nearest" });
  if (decir) anunciar(`${fila.dataset.etiqueta ?? ""}. Fila ${indice + 1} de ${lista.length}`);
}

function pulsar(tecla) {
  const fila = actual();
  const control = fila?.querySelector(`[data-atajo="${CSS.escape(tecla)}"]`);
  if (!control) return false;
  // The row may be swapped or leave the list: afterwards the next one is current.
  pendiente = control.matches("[hx-post], [hx-put], [data-avanza]") || Boolean(control.closest("form[hx-post]"));
  control.click();
  return true;
}

function enLaPagina(tecla) {
  const control = document.querySelector(`[data-atajo-pagina="${CSS.escape(tecla)}"]`);
  if (!control) return false;
  if (!control.matches("input")) control.click();
  control.focus();
  control.select?.();
  return true;
}

function teclado(evento) {
  if (evento.ctrlKey || evento.metaKey || evento.altKey || document.querySelector("dialog[open]")) return;
  if (escribiendo(evento.target)) {
    if (evento.key === "Escape") indice >= 0 ? ir(indice, false) : evento.target.blur();
    return;
  }
  const hecho = {
    j: () => ir(indice + 1),
    k: () => ir(indice - 1),
    ArrowDown: () => actual() === document.activeElement && (ir(indice + 1), true),
    ArrowUp: () => actual() === document.activeElement && (ir(indice - 1), true),
    x: () => actual()?.querySelector("[data-fila-check]")?.click(),
    "/": () => {
      const caja = document.querySelector("main [data-atajo-buscar], main input[type=search]") ?? document.querySelector("[data-atajo-buscar]");
      caja?.focus();
      caja?.select();
    },
    "?": () => document.querySelector("[data-atajos-ayuda]")?.showModal(),
  }[evento.key];
  if (hecho) {
    if (hecho() === false) return;
    evento.preventDefault();
  } else if (evento.key.length === 1 && (pulsar(evento.key) || enLaPagina(evento.key))) {
    evento.preventDefault();
  }
}

export function iniciar() {
  document.addEventListener("keydown", teclado);
  document.addEventListener("focusin", (evento) => {
    const fila = evento.target.closest("[data-atajos] [data-fila]");
    if (!fila || fila === actual()) return;
    document.querySelector("[data-atajos] .fila-actual")?.classList.remove("fila-actual");
    indice = filas().indexOf(fila);
    fila.classList.add("fila-actual");
  });
  let cuantas = filas().length;
  document.addEventListener("htmx:beforeSwap", () => { cuantas = filas().length; });
  document.addEventListener("htmx:afterSettle", () => {
    if (!pendiente || indice < 0 || document.querySelector("dialog[open]")) return;
    pendiente = false;
    ir(filas().length < cuantas ? indice : indice + 1);
  });
  for (const boton of document.querySelectorAll("[data-abrir-ayuda]")) {
    boton.addEventListener("click", () => document.querySelector("[data-atajos-ayuda]")?.showModal());
  }
  // After a full page load the address may name the row to go on from (#fila-12).
  const senalada = location.hash && filas().findIndex((fila) => `#${fila.id}` === location.hash);
  if (senalada > 0 || senalada === 0) ir(senalada, false);
}
