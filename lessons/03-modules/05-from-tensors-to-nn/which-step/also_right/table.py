steps = {"loss": "a", "linear": "b", "module": "c", "optimiser": "df", "stays": "e"}
for step, letters in steps.items():
    for letter in letters:
        globals()[letter] = step
