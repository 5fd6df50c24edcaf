"""What people touch: pages and the command line."""
