// A button that copies what is written beside it. Without it, the text is selected by hand.
//
//   <figure data-copiar> <figcaption>restic</figcaption> <pre><code>…</code></pre> </figure>
import { anunciar } from "./comun.js";

const COPIAR = "Copiar";

// The clipboard exists only under https: elsewhere the text is left selected and copied the old way.
async function alPortapapeles(codigo) {
  try {
    await navigator.clipboard.writeText(codigo.textContent);
    return true;
  } catch {
    getSelection().selectAllChildren(codigo);
    return document.execCommand("copy");
  }
}

function rotular(boton, texto) {
  boton.firstChild.textContent = texto;
}

async function copiar(boton, codigo, nombre) {
  document.querySelectorAll("[data-copia]").forEach((otro) => rotular(otro, COPIAR));
  const hecho = await alPortapapeles(codigo);
  rotular(boton, hecho ? "Copiado" : "Pulse Ctrl+C");
  anunciar(hecho ? `Se copió: ${nombre}` : "El texto quedó seleccionado: pulse Ctrl+C.");
}

function preparar(figura) {
  const codigo = figura.querySelector("pre code");
  const titulo = figura.querySelector("figcaption");
  const nombre = titulo.textContent.trim();
  const boton = document.createElement("button");
  const resto = document.createElement("span");
  boton.type = "button";
  boton.className = "boton boton-chico";
  boton.dataset.copia = "";
  resto.className = "solo-lector";
  resto.textContent = ` ${nombre}`;
  boton.append(COPIAR, resto);
  boton.addEventListener("click", () => copiar(boton, codigo, nombre));
  titulo.append(boton);
}

export function iniciar() {
  const listas = new WeakSet();
  const buscar = () => document.querySelectorAll("[data-copiar]").forEach((figura) => {
    if (!listas.has(figura)) { listas.add(figura); preparar(figura); }
  });
  buscar();
  document.addEventListener("htmx:load", buscar);
}
