"""`python -m orchestrator` is the command `flows`."""

from orchestrator.cli import main

if __name__ == "__main__":
    main(prog_name="flows")
