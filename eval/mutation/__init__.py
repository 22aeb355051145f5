"""The mutation lab: clean documents are spoilt in known ways, and the gate has to notice."""
