"""Run the command as ``python -m matchmaker.cli``."""

from matchmaker.cli import main

main()
