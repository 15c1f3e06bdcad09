// Confirmation in words before a form is sent, and dialogs that a link opens.
//
//   <form data-confirmar="Qué quedará inmutable" data-confirmar-boton="Firmar">
//   <a href="/pagina/" data-dialogo="id-del-dialog">   (without JavaScript: the page)

function construir(texto, boton) {
  const dialogo = document.createElement("dialog");
  const cuerpo = document.createElement("div");
  const frase = document.createElement("p");
  const acciones = document.createElement("div");
  dialogo.setAttribute("aria-labelledby", "confirmacion-texto");
  cuerpo.className = "dialogo-cuerpo dialogo-solo";
  frase.id = "confirmacion-texto";
  frase.textContent = texto;
  acciones.className = "acciones";
  for (const [rotulo, valor, clase] of [["Cancelar", "", "boton"], [boton, "si", "boton boton-primario"]]) {
    const elemento = document.createElement("button");
    elemento.type = "button";
    elemento.className = clase;
    elemento.textContent = rotulo;
    elemento.addEventListener("click", () => dialogo.close(valor));
    acciones.append(elemento);
  }
  cuerpo.append(frase, acciones);
  dialogo.append(cuerpo);
  document.body.append(dialogo);
  return dialogo;
}

function preguntar(texto, boton) {
  const dialogo = construir(texto, boton);
  return new Promise((resolver) => {
    dialogo.addEventListener("close", () => {
      dialogo.remove();
      resolver(dialogo.returnValue === "si");
    }, { once: true });
    dialogo.showModal();
  });
}

export function iniciar() {
  const confirmados = new WeakSet();
  document.addEventListener("submit", async (evento) => {
    const formulario = evento.target;
    const texto = evento.submitter?.dataset.confirmar ?? formulario.dataset.confirmar;
    if (!texto || confirmados.delete(formulario)) return;
    evento.preventDefault();
    evento.stopImmediatePropagation();
    const boton = evento.submitter;
    const rotulo = boton?.dataset.confirmarBoton ?? formulario.dataset.confirmarBoton ?? "Continuar";
    if (!(await preguntar(texto, rotulo))) {
      boton?.focus();
      return;
    }
    confirmados.add(formulario);
    formulario.requestSubmit(boton);
  }, true);
  document.addEventListener("click", (evento) => {
    const enlace = evento.target.closest("[data-dialogo]");
    const dialogo = enlace && document.getElementById(enlace.dataset.dialogo);
    if (!dialogo || evento.ctrlKey || evento.metaKey) return;
    evento.preventDefault();
    dialogo.showModal();
  });
  // A dialog that came back with errors opens by itself.
  document.querySelector("dialog[data-abierto]")?.showModal();
}
