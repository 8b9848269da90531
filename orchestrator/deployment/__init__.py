"""The only door to Prefect: flows as Prefect flows, schedules, the server and its worker.

Importing this package imports no Prefect: it takes a second, and its settings are read once, so
the environment has to be set before.
"""
