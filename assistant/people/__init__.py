"""People: passwords, permissions, who may open which account."""
