"""The power t grows with every value"""


def smooth(values, beta):
    """The exponential moving average of `values`, corrected for its start at 0; a new list."""
    average = 0.0
    result = []
    for t, value in enumerate(values, start=1):
        average = beta * average + (1 - beta) * value
        result.append(average / (1 - beta))
    return result


ragged = [5.0, 3.0, 4.0, 2.0, 3.0, 1.0, 2.0, 1.0]
print([round(value, 2) for value in smooth(ragged, 0.8)])
