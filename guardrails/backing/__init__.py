"""Does a passage back a statement? Rules first; a small fitted model may only make the answer stricter."""
