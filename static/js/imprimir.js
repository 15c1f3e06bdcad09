// A button that prints the page.
export function iniciar() {
  for (const boton of document.querySelectorAll("[data-imprimir]")) {
    boton.addEventListener("click", () => window.print());
  }
}
