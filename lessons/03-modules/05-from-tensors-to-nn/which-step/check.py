from tutor.check import expect, fail

WORDS = ("loss", "module", "linear", "optimiser", "stays")


def judge(learner, name, truth, known, otherwise):
    value = getattr(learner, name)
    words = ", ".join(f'"{word}"' for word in WORDS)
    expect(value is not None, f"{name} is still None: write one of {words}.")
    expect(isinstance(value, str), f"{name} is {value!r}: write one of {words}, in quotes.")
    word = value.strip().lower().replace("optimizer", "optimiser")
    expect(word in WORDS, f"{name} is {value[:20]!r}: write one of {words}.")
    if word != truth:
        fail(f'{name} is not "{word}". {known.get(word, otherwise)}')


def test_a(learner):
    """a: the shares"""
    judge(
        learner,
        "a",
        "loss",
        {
            "linear": "A linear layer gives scores, no shares. Who makes one number of the scores?",
            "stays": "Look for softmax in the last version. Which call has it inside?",
        },
        "That line makes shares of scores, on the way to one number. Who does that now?",
    )


def test_b(learner):
    """b: the first weights"""
    judge(
        learner,
        "b",
        "linear",
        {
            "module": "In step 2 the module kept the numbers, but they were still copied from `start`. "
            "Who brings a start of its own?",
        },
        "That line makes a weight with a random start. Who does that now?",
    )


def test_c(learner):
    """c: the list of names"""
    judge(
        learner,
        "c",
        "module",
        {
            "optimiser": "An optimiser goes through the parameters, too. "
            "But the four names were gone already in step 2; what stood in their place?",
            "linear": "The names were gone already in step 2; what stood in their place?",
        },
        "Who keeps the list of what is learned?",
    )


def test_d(learner):
    """d: the update"""
    judge(
        learner,
        "d",
        "optimiser",
        {"module": "A module owns the parameters but moves none. Who moves them?"},
        "That line moves a parameter against its gradient. Who does that now?",
    )


def test_e(learner):
    """e: backward"""
    judge(
        learner,
        "e",
        "stays",
        {
            "optimiser": "An optimiser reads gradients; it doesn't make them. Look at the last version again.",
            "loss": "The loss is where it starts, but somebody has to say so. Look at the last version again.",
        },
        "Look at the last version again, line by line.",
    )


def test_f(learner):
    """f: clearing"""
    judge(
        learner,
        "f",
        "optimiser",
        {
            "stays": "That line is gone. `backward()` adds to `.grad`, so somebody must clear it: which call does now?",
            "module": "A module owns the parameters but in this loop clears none. Which call does now?",
        },
        "That line clears the gradient of one parameter. Which call clears all of them?",
    )
