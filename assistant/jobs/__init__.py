"""Background work: a worker that leases jobs, reports steps, and stops when asked."""
