"""Lifecycle flows as code: YAML flows, validated, compiled to Prefect, run on your database."""
