"""The commands behind ``pytorch-tutor``, one module each; ``tutor.cli`` chooses among them."""
