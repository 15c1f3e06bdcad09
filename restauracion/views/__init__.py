"""Pages of procedure 7.2.2."""
