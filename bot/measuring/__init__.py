"""Measure: figures with their intervals, sets of real questions, rankers beside each other, the report. Action-server side."""
