"""What runs beside torch: supervisor, zygote, confined children. Standard library and torch alone."""
