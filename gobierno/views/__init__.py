"""Pages of gobierno, one module per subject."""
