"""The command line for staff and operators: one module a command. Action-server side."""
