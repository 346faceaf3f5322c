"""What is measured, and how: scripts that print tables; docs/accuracy.md tells which figures come from which."""
