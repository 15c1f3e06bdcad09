"""What people type on a restore request."""
