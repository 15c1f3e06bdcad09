// Light or dark by hand: the choice lives in the cookie «tema», which base.html reads.
import { anunciar } from "./comun.js";

const UN_ANIO = 31536000;

function actual() {
  const elegido = document.documentElement.dataset.tema;
  if (elegido) return elegido;
  return matchMedia("(prefers-color-scheme: dark)").matches ? "oscuro" : "claro";
}

export function iniciar() {
  const boton = document.querySelector("[data-cambiar-tema]");
  const uso = boton.querySelector("use");
  const pintar = () => {
    const nombre = actual() === "oscuro" ? "sol" : "luna";
    uso?.setAttribute("href", uso.getAttribute("href").replace(/#.*/, `#${nombre}`));
  };
  pintar();
  boton.addEventListener("click", () => {
    const nuevo = actual() === "oscuro" ? "claro" : "oscuro";
    document.documentElement.dataset.tema = nuevo;
    document.cookie = `tema=${nuevo}; path=/; max-age=${UN_ANIO}; samesite=lax`;
    pintar();
    anunciar(`Tema ${nuevo}`);
  });
}
