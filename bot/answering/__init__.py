"""From a citizen's message to one reply: a pipeline of small steps, read in `pipeline.py`."""
