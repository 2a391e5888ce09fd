"""Find the entries that answer a question: encoders, indexes, evidence, fusion, calibration. Action-server side."""
