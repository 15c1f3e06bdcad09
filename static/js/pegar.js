// Attachments by drag or paste into an <input type="file">.
//
//   <div class="zona-archivos" data-pegar> <input type="file" multiple> <ul data-archivos></ul> </div>
import { anunciar } from "./comun.js";

function tamano(bytes) {
  const unidades = ["B", "KB", "MB", "GB"];
  let orden = 0;
  while (bytes >= 1024 && orden < unidades.length - 1) { bytes /= 1024; orden += 1; }
  return `${bytes.toLocaleString("es", { maximumFractionDigits: orden ? 1 : 0 })} ${unidades[orden]}`;
}

function preparar(zona) {
  const entrada = zona.querySelector("input[type=file]");
  const lista = zona.querySelector("[data-archivos]");

  function poner(archivos) {
    const transporte = new DataTransfer();
    for (const archivo of archivos) transporte.items.add(archivo);
    entrada.files = transporte.files;
    mostrar();
  }

  function agregar(nuevos) {
    if (!nuevos.length) return;
    poner(entrada.multiple ? [...entrada.files, ...nuevos] : [nuevos[0]]);
    anunciar(`${nuevos.length === 1 ? "Se adjuntó" : "Se adjuntaron"} ${[...nuevos].map((a) => a.name).join(", ")}`);
  }

  function mostrar() {
    if (!lista) return;
    lista.replaceChildren(...[...entrada.files].map((archivo, n) => {
      const fila = document.createElement("li");
      const quitar = document.createElement("button");
      quitar.type = "button";
      quitar.className = "boton boton-texto boton-chico";
      quitar.textContent = "Quitar";
      quitar.setAttribute("aria-label", `Quitar ${archivo.name}`);
      quitar.addEventListener("click", () => {
        poner([...entrada.files].filter((_, m) => m !== n));
        entrada.focus();
      });
      fila.append(`${archivo.name} (${tamano(archivo.size)})`, quitar);
      return fila;
    }));
  }

  entrada.addEventListener("change", mostrar);
  zona.addEventListener("dragover", (evento) => { evento.preventDefault(); zona.classList.add("encima"); });
  zona.addEventListener("dragleave", () => zona.classList.remove("encima"));
  zona.addEventListener("drop", (evento) => {
    evento.preventDefault();
    zona.classList.remove("encima");
    agregar(evento.dataTransfer.files);
  });
  (zona.closest("form, dialog") ?? zona).addEventListener("paste", (evento) => {
    if (!evento.clipboardData.files.length) return;
    evento.preventDefault();
    agregar(evento.clipboardData.files);
  });
}

export function iniciar() {
  const listas = new WeakSet();
  const buscar = () => document.querySelectorAll("[data-pegar]").forEach((zona) => {
    if (!listas.has(zona)) { listas.add(zona); preparar(zona); }
  });
  buscar();
  document.addEventListener("htmx:load", buscar);
}
