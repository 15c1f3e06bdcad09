// Hoy: the panel of one corrida (evidence and forms) and what follows an answered row.
// Without JavaScript the same links are pages and the same buttons are plain submits.
import { anunciar } from "./comun.js";

const panel = document.getElementById("panel");
let origen = null;

document.addEventListener("htmx:beforeRequest", (evento) => {
  const fila = evento.detail.elt.closest("[data-fila]");
  if (fila) origen = fila.id;
});

// Whatever arrives in the panel opens it: the evidence, a form, or a refusal with its form.
document.addEventListener("htmx:afterSwap", (evento) => {
  if (evento.detail.target.id !== "panel-cuerpo" || panel.open) return;
  panel.showModal();
  panel.querySelector("[autofocus], textarea, input:not([type=hidden])")?.focus();
});

panel.addEventListener("close", () => {
  const fila = document.getElementById(origen ?? "");
  fila?.focus({ preventScroll: true });
  fila?.scrollIntoView({ block: "nearest" });
});

panel.addEventListener("keydown", (evento) => {
  if (evento.key !== "Enter" || !(evento.ctrlKey || evento.metaKey)) return;
  evento.preventDefault();
  panel.querySelector("form.formulario")?.requestSubmit();
});

document.addEventListener("fila-atendida", (evento) => {
  if (panel.open) {
    const filas = [...document.querySelectorAll("[data-atajos] [data-fila]")];
    const sitio = filas.findIndex((fila) => fila.id === evento.detail.fila);
    origen = filas[sitio + 1]?.id ?? evento.detail.fila;
    panel.close();
  }
  anunciar(evento.detail.mensaje);
  const listas = Number(document.getElementById("n-listas")?.textContent ?? 0);
  for (const boton of document.querySelectorAll("[data-listas]")) boton.disabled = listas === 0;
});
