"""Forms of the Directorio: they read what was typed; the rules are in acciones and validacion."""
