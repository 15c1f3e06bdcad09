// Announce a sentence to assistive technology, in the live region of base.html.
export function anunciar(texto) {
  const region = document.getElementById("anuncios");
  if (!region) return;
  region.textContent = "";
  setTimeout(() => { region.textContent = texto; }, 50);
}

export function escribiendo(elemento) {
  return Boolean(elemento?.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]"));
}
