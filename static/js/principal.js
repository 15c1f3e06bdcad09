// Starts what the page declares with data attributes. Nothing here is needed for a page to work.
//
// Imported here and not when first needed: whoever clicked in between would act without being asked.
import * as atajos from "./atajos.js";
import { anunciar } from "./comun.js";
import * as confirmar from "./confirmar.js";
import * as copiar from "./copiar.js";
import * as envio from "./envio.js";
import * as imprimir from "./imprimir.js";
import * as pegar from "./pegar.js";
import * as seleccion from "./seleccion.js";
import * as tema from "./tema.js";

const MODULOS = [
  ["[data-cambiar-tema]", tema],
  ["[data-atajos]", atajos],
  ["[data-seleccion]", seleccion],
  ["[data-confirmar], [data-dialogo]", confirmar],
  ["[data-pegar]", pegar],
  ["[data-copiar]", copiar],
  ["[data-imprimir]", imprimir],
  ["form[method=post]", envio],
];
const iniciados = new Set();

function iniciar() {
  for (const [selector, modulo] of MODULOS) {
    if (iniciados.has(modulo) || !document.querySelector(selector)) continue;
    iniciados.add(modulo);
    modulo.iniciar();
  }
}

document.documentElement.classList.add("con-js");
iniciar();
document.addEventListener("htmx:load", iniciar);

// One open menu at a time; Escape or a click outside closes it.
document.addEventListener("click", (evento) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(evento.target)) menu.open = false;
  }
});
document.addEventListener("keydown", (evento) => {
  if (evento.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

// A disabled button keeps its focus and says why it is disabled.
document.addEventListener("click", (evento) => {
  const boton = evento.target.closest('[aria-disabled="true"]');
  if (!boton) return;
  evento.preventDefault();
  evento.stopImmediatePropagation();
  const motivo = document.getElementById(boton.getAttribute("aria-describedby") ?? "");
  anunciar(boton.dataset.motivo ?? motivo?.textContent ?? "Esta acción no está disponible.");
}, true);

// What htmx could not do is said, never swallowed.
function avisarFallo(texto) {
  const mensajes = document.getElementById("mensajes");
  if (!mensajes) return;
  const aviso = document.createElement("div");
  aviso.className = "alerta tono-mal";
  const parrafo = document.createElement("p");
  parrafo.textContent = texto;
  aviso.append(document.createElement("span"), parrafo);
  mensajes.replaceChildren(aviso);
  mensajes.scrollIntoView({ block: "nearest" });
}
document.addEventListener("htmx:sendError", () => avisarFallo("No hay conexión con el servidor: lo que hizo no se guardó. Vuelva a intentarlo."));
document.addEventListener("htmx:responseError", (evento) => {
  const estado = evento.detail.xhr.status;
  const texto = {
    403: "No tiene permiso para esta acción, o su sesión terminó. Recargue la página.",
    404: "Ese registro ya no existe o no está a su alcance. Recargue la página.",
  }[estado] ?? `El servidor respondió ${estado}: lo que hizo no se guardó.`;
  avisarFallo(texto);
});
