"""Board of compliance: one line per numeral, every number a link to the rows it counts (MIN-V)."""
