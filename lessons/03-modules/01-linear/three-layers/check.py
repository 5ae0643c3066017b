import torch

from tutor.check import CheckFailed, expect, fail

ORDER = ("first", "second", "third", "fourth", "fifth", "sixth")


def linear_sizes(learner, model):
    """(in, out) of every linear layer, in the order in which they are registered."""
    find = learner("lambda m: [[l.in_features, l.out_features] for l in m.modules() if hasattr(l, 'in_features')]")
    return [tuple(pair) for pair in find(model)]


def make(learner):
    model = learner.make_model()
    expect(model is not None, "make_model returned None. Does it end with `return`?")
    is_module = learner("lambda m: isinstance(m, __import__('torch').nn.Module)")(model)
    expect(is_module is True, "make_model should return a model, such as an `nn.Sequential`. Return the whole stack.")
    return model


def test_batch(learner):
    """A batch of 12 measurements comes out as 4 scores each"""
    model = make(learner)
    for n in (5, 1, 33):
        try:
            scores = model(torch.rand(n, 12))
        except CheckFailed as failed:
            if "cannot be multiplied" not in str(failed):
                raise
            arriving = 12
            for place, (inputs, outputs) in zip(ORDER, linear_sizes(learner, model)):
                if inputs != arriving:
                    fail(
                        f"The {place} layer expects {inputs} numbers and gets {arriving}. "
                        "What should come in there, if the sizes are 12, 20, 8, 4?"
                    )
                arriving = outputs
            raise
        expect(isinstance(scores, torch.Tensor), f"The model gives {scores!r}; it should give a tensor of scores.")
        expect(
            scores.shape == (n, 4),
            f"{n} samples come out with shape {tuple(scores.shape)}; it should be ({n}, 4). What does the last layer give?",
        )


def test_sizes(learner):
    """The sizes along the model are 12, 20, 8, 4"""
    pairs = linear_sizes(learner, make(learner))
    expect(pairs, "There is no linear layer in your model. Keep the three `nn.Linear`.")
    fits = all(left[1] == right[0] for left, right in zip(pairs, pairs[1:]))
    if not fits:
        fail(
            f"The layers are {', '.join(f'{i} → {o}' for i, o in pairs)}: "
            "what one gives is not what the next takes. Say the sizes aloud from 12 to 4."
        )
    sizes = [pairs[0][0], *(outputs for _, outputs in pairs)]
    expect(
        sizes == [12, 20, 8, 4],
        f"A batch may come through, but the sizes of your model are {', '.join(map(str, sizes))}; they are meant to be "
        "12, 20, 8, 4. Which layer did you change more than was wrong?",
    )
