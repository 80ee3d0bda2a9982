"""Which hosts Python may reach."""
