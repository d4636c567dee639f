"""归档: what is kept of a closed case, as one package that proves itself."""
