def smooth(values, beta):
    """The exponential moving average of `values`, corrected for its start at 0; a new list."""
    average, left, result = 0.0, 1.0, []
    for value in values:
        average += (1 - beta) * (value - average)
        left *= beta
        result.append(average / (1 - left))
    return result


ragged = [5.0, 3.0, 4.0, 2.0, 3.0, 1.0, 2.0, 1.0]
print([round(value, 2) for value in smooth(ragged, 0.8)])
