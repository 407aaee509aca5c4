"""What the sandboxes are measured against."""
