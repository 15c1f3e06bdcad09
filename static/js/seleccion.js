// Selection of rows for bulk acts.
//
//   [data-seleccion]                         the form or section; ="m" when what is chosen is masculine
//     input[data-fila-check]                 one per row; data-evidencia when matching evidence exists
//     [data-seleccionar="todas|evidencia|ninguna"]   buttons
//     [data-contador-seleccion]              its text becomes "12 seleccionadas"
//     button[data-requiere-seleccion]        disabled while nothing is selected
import { anunciar } from "./comun.js";

function preparar(zona) {
  const casillas = () => [...zona.querySelectorAll("input[data-fila-check]:not(:disabled)")];
  const visibles = () => casillas().filter((casilla) => casilla.offsetParent !== null);
  let ultima = null;

  function contar(decir) {
    const cuantas = casillas().filter((casilla) => casilla.checked).length;
    const letra = zona.dataset.seleccion === "m" ? "o" : "a";
    const texto = cuantas === 1 ? `1 seleccionad${letra}` : `${cuantas} seleccionad${letra}s`;
    for (const contador of zona.querySelectorAll("[data-contador-seleccion]")) contador.textContent = texto;
    for (const boton of zona.querySelectorAll("[data-requiere-seleccion]")) boton.disabled = cuantas === 0;
    if (decir) anunciar(texto);
  }

  zona.addEventListener("click", (evento) => {
    const boton = evento.target.closest("[data-seleccionar]");
    if (boton) {
      const modo = boton.dataset.seleccionar;
      for (const casilla of visibles()) {
        casilla.checked = modo === "todas" || (modo === "evidencia" && casilla.hasAttribute("data-evidencia"));
      }
      contar(true);
      return;
    }
    const casilla = evento.target.closest("input[data-fila-check]");
    if (!casilla) return;
    if (evento.shiftKey && ultima) {
      const lista = visibles();
      const [desde, hasta] = [lista.indexOf(ultima), lista.indexOf(casilla)].sort((a, b) => a - b);
      for (const otra of lista.slice(Math.max(desde, 0), hasta + 1)) otra.checked = casilla.checked;
    }
    ultima = casilla;
    contar(true);
  });
  zona.addEventListener("htmx:afterSettle", () => contar(false));
  contar(false);
}

export function iniciar() {
  document.querySelectorAll("[data-seleccion]").forEach(preparar);
}
