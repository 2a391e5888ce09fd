"""Set up everything that `make run` and `make test` need, once. Standard library only: it runs before anything is installed."""
