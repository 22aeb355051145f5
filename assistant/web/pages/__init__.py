"""Pages: server-rendered, working without script; one table of routes with their permissions."""
