"""`python -m assistant.cli`: the same as the command `callprep`."""

from assistant.cli import main

main()
