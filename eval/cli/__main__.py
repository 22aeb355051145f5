"""`python -m eval.cli`: the same as the command `callprep-eval`."""

from eval.cli import main

main()
