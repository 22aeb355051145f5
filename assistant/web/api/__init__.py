"""JSON routes under /api/v1: one table of routes with their permissions."""
