"""Pages of the Directorio, one module per subject."""
