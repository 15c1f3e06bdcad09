// One sending for each form: a second click while the first is under way does nothing.
//
// The server refuses a second act by itself, and a person without JavaScript lands on the result;
// this spares the second request. A page that stays (a download, a lost connection) lets go.
import { anunciar } from "./comun.js";

const SOLTAR = 10000;
const enCamino = new Map();

function soltar(formulario) {
  clearTimeout(enCamino.get(formulario));
  enCamino.delete(formulario);
  formulario.removeAttribute("aria-busy");
}

export function iniciar() {
  document.addEventListener("submit", (evento) => {
    const formulario = evento.target;
    if (evento.defaultPrevented || formulario.method !== "post") return;
    if (enCamino.has(formulario)) {
      evento.preventDefault();
      return;
    }
    formulario.setAttribute("aria-busy", "true");
    enCamino.set(formulario, setTimeout(() => soltar(formulario), SOLTAR));
    anunciar("Enviando…");
  });
  addEventListener("pageshow", () => [...enCamino.keys()].forEach(soltar));
}
