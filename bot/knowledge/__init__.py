"""Staff's words: what an entry is, how files are read, and what is wrong with them. Pure; shared by both processes."""
