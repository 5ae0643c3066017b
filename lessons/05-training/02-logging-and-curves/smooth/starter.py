def smooth(values, beta):
    """The exponential moving average of `values`, corrected for its start
    at 0; a new list."""
    return values


ragged = [5.0, 3.0, 4.0, 2.0, 3.0, 1.0, 2.0, 1.0]
print([round(value, 2) for value in smooth(ragged, 0.8)])
