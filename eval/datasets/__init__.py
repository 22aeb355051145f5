"""Test sets as evaluators bring them: read strictly, with the line of every fault."""
