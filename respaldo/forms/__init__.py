"""Forms of procedure 7.1, one module per page."""
