"""One widget a module; each draws from plain values it is given."""
