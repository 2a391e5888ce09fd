"""The staff console: a web page, made on the server, on which departments keep their entries."""
