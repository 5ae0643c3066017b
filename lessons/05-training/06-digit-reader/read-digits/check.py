import ast
import math

import torch
from torch.nn.functional import cross_entropy

from tutor.check import approx, close, expect, fail
from tutor.data import digits

# Measured on the 360 test digits, seeds 0 to 4: the reference (64 hidden, relu, 20 epochs, rate 0.1) gets 0.897 to
# 0.917, with 0.962 to 0.993 in validation. One linear layer gets 0.900 to 0.903, a guess 0.10.
# On 1,000 drawn digits of 28 x 28 the same with 5 epochs gets 0.999 to 1.000. MNIST was not at hand to measure.
TARGETS = {"digits": 0.85, "drawn": 0.90, "mnist": 0.97}
MOST_NUMBERS = 100_000
MOST_LINES = 25
CLASSES = 10

SPY = """
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Recorder(nn.Module):
    '''Passes on what comes in and notes mode and autograd.'''

    def __init__(self):
        super().__init__()
        self.seen = []

    def forward(self, x):
        self.seen.append((self.training, torch.is_grad_enabled()))
        return x


def spy_model(weight, bias, dropout):
    linear = nn.Linear(weight.shape[1], weight.shape[0])
    with torch.no_grad():
        linear.weight.copy_(weight)
        linear.bias.copy_(bias)
    return nn.Sequential(Recorder(), nn.Dropout(dropout), linear)


def batches(X, y, size):
    return DataLoader(TensorDataset(X, y), batch_size=size)


def evaluated(weight, bias, X, y, sizes):
    model = spy_model(weight, bias, 0.5)
    return learner["evaluate"](model, batches(X, y, sizes)), model[0].seen


def trained(weight, bias, X, y, val_X, val_y, size, epochs, lr):
    torch.manual_seed(0)
    model, val_loader = spy_model(weight, bias, 0.0), batches(val_X, val_y, size)
    history = learner["train"](model, batches(X, y, size), val_loader, epochs, lr)
    seen, grad = list(model[0].seen), model[2].weight.grad
    grad = None if grad is None else grad.clone()
    # What is noted after an epoch is compared with their own `evaluate`: its faults have a check of their own.
    return history, seen, learner["evaluate"](model, val_loader), grad


def passes(arguments, names, count):
    '''What `count` passes over a loader give; None for one that is no pairs.'''
    loader = learner["make_loader"](*arguments, **names)
    return [[(tuple(batch) if isinstance(batch, (tuple, list)) and len(batch) == 2 else None) for batch in loader]
            for _ in range(count)]


def numbers(*arguments, **names):
    model = learner["make_model"](*arguments, **names)
    return sum(p.numel() for p in model.parameters())


def logits(x, *arguments, **names):
    model = learner["make_model"](*arguments, **names)
    model.eval()
    with torch.no_grad():
        return model(x)


def there_and_back(x, settings):
    '''A model, saved, changed, and restored: logits before, logits of the restored one, its mode, what is in the file.'''
    import os
    import tempfile

    model = learner["make_model"](**settings)
    model.eval()
    path = os.path.join(tempfile.mkdtemp(), "reader.pt")
    with torch.no_grad():
        before = model(x)
    learner["save"](path, model, dict(settings))
    if not os.path.isfile(path):
        return "no file", None, None, None, None
    try:
        content = torch.load(path, weights_only=True)
    except Exception as error:
        return "pickled", type(error).__name__, None, None, None
    with torch.no_grad():
        for p in model.parameters():
            p.fill_(0.5)
    torch.manual_seed(99)
    restored = learner["restore"](path)
    if not isinstance(restored, nn.Module):
        return "no model", type(restored).__name__, None, None, None
    with torch.no_grad():
        after = restored(x)
    return "", before, after, restored.training, type(content).__name__


def test_set(name, limit):
    from tutor.data import load
    return load(name, train=False, limit=limit)
"""


def spy(learner, name, about):
    """A function of ``SPY``, which lives in the learner's process and calls their function ``about``."""
    return learner.define(SPY, name, about)


def draw(*shape, seed):
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed))


def two_floats(result, name, what):
    expect(result is not None, f"`{name}` returns None: it comes to no `return` yet.")
    expect(
        isinstance(result, (tuple, list)) and len(result) == 2,
        f"`{name}` should return two numbers: {what}.",
    )
    for value in result:
        expect(
            not isinstance(value, torch.Tensor),
            f"`{name}` returns a tensor of shape {tuple(value.shape) if isinstance(value, torch.Tensor) else ()}. "
            "`.item()` makes a plain number of a single one.",
        )
        expect(isinstance(value, (int, float)), f"`{name}` returns {value!r}; it should be a number.")
    return result


# ---- milestone 1 ---------------------------------------------------------------------------------------------------


def test_split(learner):
    """split deals out every number once, by chance, and the same way again"""
    parts = {}
    for n, fraction, seed in ((50, 0.2, 0), (33, 0.3, 1), (50, 0.2, 1), (10, 0.5, 4)):
        result = learner.split(n, fraction, seed)
        expect(result is not None, "`split` returns None: it comes to no `return` yet.")
        expect(
            isinstance(result, (tuple, list))
            and len(result) == 2
            and all(isinstance(part, torch.Tensor) and part.ndim == 1 for part in result),
            "`split` should return two tensors with one axis: the numbers for training, and those for validation.",
        )
        training, validation = (part.tolist() for part in result)
        both = set(training) & set(validation)
        expect(
            not both,
            f"split({n}, {fraction}) puts {len(both)} numbers into both parts. What is validated on must not be trained on.",
        )
        expect(
            sorted(training + validation) == list(range(n)),
            f"split({n}, {fraction}) does not deal out every number from 0 to {n - 1} once. Shuffle all, then cut.",
        )
        if len(training) == round(fraction * n) != len(validation):
            fail("The two parts of `split` are exchanged: training comes first.")
        expect(
            len(validation) == round(fraction * n),
            f"split({n}, {fraction}) keeps {len(validation)} for validation; it should be {round(fraction * n)}.",
        )
        if n > 20:
            expect(
                sorted(validation) not in (list(range(len(validation))), list(range(n - len(validation), n))),
                "The validation part is one end of the data. If the data have an order, that is no fair sample: shuffle.",
            )
        parts[n, fraction, seed] = (training, validation)
    again = [part.tolist() for part in learner.split(50, 0.2, 0)]
    expect(
        again == list(parts[50, 0.2, 0]),
        "split(50, 0.2, 0) gives another split each time. With the seed as an argument it should repeat.",
    )
    expect(parts[50, 0.2, 0] != parts[50, 0.2, 1], "Seeds 0 and 1 give the same split. Hand `seed` to the generator.")


def test_statistics(learner):
    """statistics gives mean and standard deviation over all pixels"""
    images = 0.3 + 2 * draw(200, 1, 6, 6, seed=1).abs()
    mean, std = two_floats(learner.statistics(images), "statistics", "mean and standard deviation")
    if approx(std, images.var().item(), 2e-3):
        fail("The second number is the variance. The standard deviation is its root.")
    expect(
        approx(mean, images.mean().item(), 1e-4), f"The mean is {mean:.4f}; over all pixels it is {images.mean():.4f}."
    )
    expect(
        approx(std, images.std().item(), 2e-3), f"The deviation is {std:.4f}; over all pixels it is {images.std():.4f}."
    )


def test_prepare(learner):
    """prepare makes one row a picture, with the mean and deviation it is given"""
    for n, size in ((5, 8), (1, 8), (4, 28)):
        images = draw(n, 1, size, size, seed=size).abs()
        before = images.clone()
        got = learner.prepare(images, 0.5, 2.0)
        expect(got is not None, "`prepare` returns None: it comes to no `return` yet.")
        flat = images.flatten(1)
        if n > 1 and isinstance(got, torch.Tensor) and got.numel() == flat.numel() and abs(got.mean()) < 1e-3:
            fail(
                "`prepare` works out a mean of its own. Then validation pictures are treated otherwise than training ones, "
                "and a single picture has nothing to compare with: use the mean and std that it is given."
            )
        close(got, (flat - 0.5) / 2.0, f"prepare of {n} pictures of {size} x {size}", rtol=1e-4, atol=1e-5)
        after = learner("lambda images: (prepare(images, 0.5, 2.0), images)[1]")(images)
        expect(torch.equal(after, before), "`prepare` changes the pictures it is given. Return a new tensor.")


def rows_of(one_pass):
    return [row for _, y in one_pass for row in y.tolist()]


def test_loader(learner):
    """make_loader gives each row once a pass, in a new order when shuffled"""
    X, y = torch.arange(53.0)[:, None].repeat(1, 3), torch.arange(53)
    passes = spy(learner, "passes", "make_loader")
    plain = passes((X, y, 10), {}, 2)
    for one in plain:
        expect(
            all(batch is not None and all(isinstance(part, torch.Tensor) for part in batch) for batch in one),
            "Each batch should be a pair of tensors: rows of X, and their y.",
        )
    expect(bool(plain[0]), "The first pass over the loader gives nothing.")
    expect(
        bool(plain[1]),
        "The second pass over the loader gives nothing: a generator is used up after one. Return something that starts anew.",
    )
    for one in plain:
        for rows, numbers in one:
            expect(
                rows.shape == (len(numbers), 3) and torch.equal(rows[:, 0].long(), numbers),
                "Rows of X and y no longer belong together. Take the same rows of both.",
            )
        missing = 53 - len(rows_of(one))
        expect(
            missing <= 0,
            f"A pass over 53 rows gives {53 - missing}: the last batch is left out. It is smaller, and counts all the same.",
        )
        expect(rows_of(one) == list(range(53)), "Without shuffle the rows should come in their own order, each once.")
        expect(
            [len(numbers) for _, numbers in one] == [10, 10, 10, 10, 10, 3],
            f"53 rows in batches of 10 come as {[len(numbers) for _, numbers in one]}; it should be five of 10 and one of 3.",
        )
    first, second = (rows_of(one) for one in passes((X, y, 10), {"shuffle": True, "seed": 3}, 2))
    expect(
        sorted(first) == list(range(53)), "With shuffle some rows come twice or never. Each pass gives each row once."
    )
    expect(first != list(range(53)), "With shuffle=True the rows still come in their own order.")
    expect(
        first != second, "With shuffle=True the second pass has the order of the first. Draw a new order for each pass."
    )
    again = rows_of(passes((X, y, 10), {"shuffle": True, "seed": 3}, 1)[0])
    expect(again == first, "The same seed gives another order. Give the loader a generator of its own, with that seed.")


# ---- milestone 2 ---------------------------------------------------------------------------------------------------


def test_make_model(learner):
    """make_model gives 10 logits, with the width, activation and seed asked for"""
    logits, numbers = spy(learner, "logits", "make_model"), spy(learner, "numbers", "make_model")
    for inputs, width, activation in ((64, 12, "relu"), (784, 20, "tanh"), (9, 5, "sigmoid")):
        x = 3 * draw(40, inputs, seed=inputs)
        got = logits(x, inputs, width, activation)
        expect(
            isinstance(got, torch.Tensor) and got.shape == (40, CLASSES),
            f"For 40 rows the model should give logits of shape (40, 10), but gives "
            f"{tuple(got.shape) if isinstance(got, torch.Tensor) else got!r}.",
        )
        if torch.allclose(got.sum(1), torch.ones(40), atol=1e-4):
            fail(
                "The rows of the output sum to 1, so the model ends in a softmax. Cross-entropy contains it: give logits."
            )
        zero, minus = logits(0 * x, inputs, width, activation), logits(-x, inputs, width, activation)
        bent = (got + minus - 2 * zero).abs().max() > 1e-3 or activation != "relu"
        expect(bent, "The model is no more than one line: is there an activation between its layers?")
    x = draw(30, 64, seed=5)
    expect(
        torch.equal(logits(x, 64, 12, "relu", 7), logits(x, 64, 12, "relu", 7)),
        "Two models with the same seed answer otherwise. Set the seed before the weights are drawn.",
    )
    expect(
        not torch.equal(logits(x, 64, 12, "relu", 7), logits(x, 64, 12, "relu", 8)),
        "Seeds 7 and 8 give the same weights. Hand `seed` on.",
    )
    kinds = [logits(x, 64, 12, activation, 7) for activation in ("relu", "tanh", "sigmoid")]
    expect(
        not any(torch.equal(kinds[i], kinds[j]) for i, j in ((0, 1), (0, 2), (1, 2))),
        "Two of the three activations give the same model. Does `activation` decide?",
    )
    small, large = numbers(64, 8, "relu"), numbers(64, 32, "relu")
    expect(large > small, f"Widths 8 and 32 give models of {small} and {large} numbers. Does `width` decide?")


def reference(weight, bias, X, y):
    """Exact mean loss and accuracy of one linear layer."""
    logits = X @ weight.T + bias
    return cross_entropy(logits, y).item(), (logits.argmax(1) == y).float().mean().item()


def material(n, seed):
    """A layer of 6 inputs and pictures that it almost tells apart."""
    X = 2 * draw(n, 6, seed=seed)
    weight, bias = draw(CLASSES, 6, seed=60), draw(CLASSES, seed=61)
    y = (X @ draw(6, CLASSES, seed=62)).argmax(1)
    return weight, bias, X, y


def test_evaluate(learner):
    """evaluate gives the exact mean loss and accuracy, and leaves no trace"""
    weight, bias, X, y = material(25, 63)
    result, seen = spy(learner, "evaluated", "evaluate")(weight, bias, X, y, 10)
    loss, accuracy = two_floats(result, "evaluate", "mean loss and accuracy")
    expect(
        not any(training for training, _ in seen),
        "The model is measured in training mode: its dropout is on, and every call gives another answer. Which call "
        "switches that off?",
    )
    expect(
        not any(grad for _, grad in seen),
        "Autograd takes notes while `evaluate` runs. Nobody will ask for them: it costs memory and time.",
    )
    right_loss, right_accuracy = reference(weight, bias, X, y)
    parts = [reference(weight, bias, X[i : i + 10], y[i : i + 10]) for i in (0, 10, 20)]
    if not approx(loss, right_loss, 1e-4) and approx(loss, sum(part[0] for part in parts) / 3, 1e-4):
        fail(
            "The loss is the mean of three batch means, with batches of 10, 10 and 5: the last 5 rows count double. Weigh by rows."
        )
    if not approx(accuracy, right_accuracy, 1e-5) and approx(accuracy, sum(part[1] for part in parts) / 3, 1e-5):
        fail(
            "The accuracy is the mean of three batch means, with batches of 10, 10 and 5. Count right answers instead."
        )
    if approx(loss, right_accuracy, 1e-5) and approx(accuracy, right_loss, 1e-4):
        fail("Loss and accuracy are exchanged: the loss comes first.")
    if approx(accuracy, 100 * right_accuracy, 1e-3) or approx(accuracy, 25 * right_accuracy, 1e-3):
        fail(f"The accuracy is {accuracy:.4g}. Give a fraction between 0 and 1.")
    expect(approx(loss, right_loss, 1e-4), f"The mean loss over 25 rows is {loss:.4f}; it should be {right_loss:.4f}.")
    expect(
        approx(accuracy, right_accuracy, 1e-5),
        f"The accuracy over 25 rows is {accuracy:.4f}; it should be {right_accuracy:.4f}.",
    )


def history_of(learner, epochs, lr):
    """What train returns, how the model ran, and what evaluate says of the trained model on the validation rows."""
    weight, bias, X, y = material(25, 64)
    _, _, val_X, val_y = material(13, 65)
    learner.evaluate
    history, seen, after, grad = spy(learner, "trained", "train")(weight, bias, X, y, val_X, val_y, 10, epochs, lr)
    expect(history is not None, "`train` returns None: it comes to no `return` yet.")
    expect(
        isinstance(history, dict) and {"train_loss", "val_loss", "val_accuracy"} <= set(history),
        "`train` should return a dict with the lists train_loss, val_loss and val_accuracy.",
    )
    for name in ("train_loss", "val_loss", "val_accuracy"):
        values = history[name]
        expect(
            isinstance(values, (list, tuple)) and len(values) == epochs,
            f"{name} should be a list with one number for each of {epochs} epochs, but "
            + (f"has {len(values)}." if isinstance(values, (list, tuple)) else f"is {values!r}."),
        )
        expect(
            all(isinstance(value, (int, float)) for value in values),
            f"{name} holds tensors. Each drags its graph along: keep plain numbers, by `.item()`.",
        )
    return history, seen, two_floats(after, "evaluate", "mean loss and accuracy"), grad


def sum_of_gradients(weight, bias, X, y):
    """Twice the gradients of three batches, added up."""
    weight = weight.clone().requires_grad_()
    for i in (0, 10, 20):
        (2 * cross_entropy(X[i : i + 10] @ weight.T + bias, y[i : i + 10])).backward()
    return weight.grad


def test_history(learner):
    """train returns exact losses: with a rate of 0 nothing changes"""
    history, _, (loss, accuracy), grad = history_of(learner, 2, 0.0)
    weight, bias, X, y = material(25, 64)
    expect(
        grad is None or not torch.allclose(grad, sum_of_gradients(weight, bias, X, y), rtol=1e-3, atol=1e-5),
        "After two epochs `.grad` holds the sum over all six batches: nothing ever clears it, so each step goes by the "
        "gradients of all batches before. Which of the five steps is missing?",
    )
    want = reference(weight, bias, X, y)[0]
    parts = [reference(weight, bias, X[i : i + 10], y[i : i + 10])[0] for i in (0, 10, 20)]
    for value in history["train_loss"]:
        if approx(value, parts[-1], 1e-4):
            fail("train_loss is the loss of the last batch alone. Take the mean over all rows of the epoch.")
        if approx(value, sum(parts) / 3, 1e-4) and not approx(value, want, 1e-4):
            fail("train_loss is the mean of the batch means, and the last batch is smaller: weigh each by its rows.")
        if approx(value, sum(parts), 1e-4):
            fail("train_loss is the sum over the batches. Divide by what you added up.")
        expect(
            approx(value, want, 1e-4),
            f"With a rate of 0 train_loss is {value:.4f}; it should be {want:.4f} in each epoch.",
        )
    expect(
        approx(history["val_loss"][0], loss, 1e-4) and approx(history["val_accuracy"][0], accuracy, 1e-5),
        f"With a rate of 0 the first epoch notes val_loss {history['val_loss'][0]:.4f} and val_accuracy "
        f"{history['val_accuracy'][0]:.4f}; your `evaluate` says {loss:.4f} and {accuracy:.4f} of the validation loader.",
    )


def test_train(learner):
    """train takes its steps, in training mode, and validates after each epoch"""
    history, seen, (loss, _), _ = history_of(learner, 30, 0.1)
    steps = [training for training, grad in seen if grad]
    expect(bool(steps), "The forward pass of `train` runs without autograd, so there is nothing to go back through.")
    expect(
        len(steps) >= 90,
        f"In 30 epochs of 3 batches the model was run {len(steps)} times with autograd. Each batch of each epoch makes a step.",
    )
    if not all(steps) and all(steps[:3]):
        fail(
            "From the second epoch on the model trains in evaluation mode: `evaluate` switched it. Say the mode in each epoch."
        )
    expect(all(steps), "The model trains in evaluation mode, so its dropout never works. Which call switches it on?")
    first, last = history["train_loss"][0], history["train_loss"][-1]
    expect(math.isfinite(last), "The training loss ends in nan or inf. Is there a `zero_grad()` in each round?")
    expect(
        last < 0.9 * first,
        f"In 30 epochs the training loss goes from {first:.2f} to {last:.2f}; it should fall clearly. Read the five steps: "
        "zero, forward, loss, backward, step.",
    )
    expect(
        approx(history["val_loss"][-1], loss, 1e-3),
        f"The last val_loss is {history['val_loss'][-1]:.4f}, and the trained model has {loss:.4f}. Validate after the "
        "epoch's steps, not before.",
    )


# ---- milestone 3 ---------------------------------------------------------------------------------------------------


def answers_of(learner, images):
    result = learner.read(images)
    expect(result is not None, "`read` returns None: it comes to no `return` yet.")
    expect(
        isinstance(result, (tuple, list))
        and len(result) == 2
        and all(isinstance(part, torch.Tensor) for part in result),
        "`read` should return two tensors: digits, and confidences.",
    )
    answers, confidence = result
    n = len(images)
    expect(
        answers.shape == (n,) and confidence.shape == (n,),
        f"For {n} pictures `read` gives shapes {tuple(answers.shape)} and {tuple(confidence.shape)}; both should be ({n},).",
    )
    expect(answers.dtype == torch.int64, f"The digits of `read` are {answers.dtype}; they should be torch.int64.")
    return answers, confidence


def image_size(learner):
    size = learner("images.shape[-1]")
    expect(size in (8, 28), "Keep the first lines: `images` are 8 x 8 pictures of `digits`, or 28 x 28 of `load`.")
    return size


def test_model(learner):
    """model is a network of at most 100 000 numbers"""
    expect(
        learner("isinstance(model, __import__('torch').nn.Module)"),
        "`model` should be the trained network, an nn.Module.",
    )
    count = learner("sum(p.numel() for p in model.parameters())")
    expect(count <= MOST_NUMBERS, f"`model` has {count:,} numbers to learn, more than 100,000. Make it smaller.")


def test_read(learner):
    """read gives digits and honest confidences, one picture or many"""
    learner.model
    size = image_size(learner)
    images = torch.rand(12, 1, size, size, generator=torch.Generator().manual_seed(5))
    answers, confidence = answers_of(learner, images)
    expect(
        bool(((confidence >= 0.0999) & (confidence <= 1.00001)).all()),
        f"A confidence is {confidence.min() if confidence.min() < 0.1 else confidence.max():.3g}. It is the probability of "
        "the most likely of ten digits: from 0.1 to 1. What makes probabilities of logits?",
    )
    expect(not confidence.requires_grad, "The confidences carry notes of autograd. Nobody trains on them: take none.")
    again, twice = answers_of(learner, images)
    expect(
        torch.allclose(twice, confidence),
        "The same pictures get other confidences a second time. In which mode is the model?",
    )
    one, alone = answers_of(learner, images[:1])
    expect(
        torch.equal(one, answers[:1]) and torch.allclose(alone, confidence[:1], atol=1e-4),
        "A picture alone gets another confidence than among others. Use the mean and std of the training pictures, and softmax "
        "within a row.",
    )


def test_result(learner):
    """At least 85 % of the test digits are read (97 % where it is MNIST)"""
    learner.model
    if image_size(learner) == 8:
        images, labels = digits(train=False)
        source = "digits"
    else:
        images, labels = spy(learner, "test_set", "images")("mnist", 2000)
        real = learner("__import__('tutor.data', fromlist=['has']).has('mnist')")
        source = "mnist" if real else "drawn"
    target = TARGETS[source]
    answers, _ = answers_of(learner, images)
    accuracy = (answers == labels).float().mean().item()
    seen = f"{accuracy:.1%} of {len(labels)} test pictures are right; the goal is {target:.0%}. "
    expect(
        source != "digits" or accuracy < 0.995,
        f"{accuracy:.1%} of the test pictures are right, and these are hard. Were they among those you trained on?",
    )
    if accuracy >= target:
        return
    expect(
        accuracy > 0.3, seen + "That is near a guess. Is `model` the trained one? Does `read` prepare as training did?"
    )
    fail(
        seen + "Look at both curves: still falling, train on; training low and validation high, try a smaller network."
    )


# ---- milestone 4 ---------------------------------------------------------------------------------------------------


def table_of(learner):
    table = learner.study
    expect(table is not None, "study is still None: make a list of dicts there, one for each activation and width.")
    expect(isinstance(table, (list, tuple)) and len(table) > 0, "study should be a list of dicts, one for each row.")
    for row in table:
        expect(
            isinstance(row, dict) and {"activation", "width", "accuracies"} <= set(row),
            'Each row of study should be a dict with "activation", "width" and "accuracies".',
        )
        values = row["accuracies"]
        expect(
            isinstance(values, (list, tuple)) and len(values) >= 3,
            f"The row {row['activation']}, {row['width']} has {len(values) if isinstance(values, (list, tuple)) else 0} "
            "accuracies. One run is no run: use seeds 0, 1 and 2.",
        )
        expect(
            all(isinstance(value, float) and 0 <= value <= 1 for value in values),
            "The accuracies should be plain numbers between 0 and 1.",
        )
    return table


def test_table(learner):
    """study compares two activations at two widths, three seeds each"""
    table = table_of(learner)
    activations, widths = {row["activation"] for row in table}, {row["width"] for row in table}
    expect(len(activations) >= 2, "study has one activation only. Compare at least two.")
    expect(len(widths) >= 2, "study has one width only. Compare at least two.")
    cells = [(row["activation"], row["width"]) for row in table]
    missing = [f"{a}, {w}" for a in sorted(activations) for w in sorted(widths) if (a, w) not in cells]
    expect(not missing, f"study lacks {missing[0] if missing else ''}. Without it two things change at once.")
    expect(len(set(cells)) == len(cells), "Two rows of study have the same activation and width. One row each.")
    same = [row for row in table if len(set(row["accuracies"])) == 1]
    expect(
        len(same) < len(table), "In each row all accuracies are equal. Does the seed reach the weights and the batches?"
    )


def test_run(learner):
    """run gives a number of study again"""
    learner.run
    table = table_of(learner)
    row = table[0]
    got = learner.run(row["activation"], row["width"], 0)
    expect(isinstance(got, float), f"`run` returns {type(got).__name__}; it should be the accuracy, a float.")
    noted = ", ".join(f"{value:.3f}" for value in row["accuracies"])
    expect(
        any(approx(got, value, 0.02) for value in row["accuracies"]),
        f"run({row['activation']!r}, {row['width']}, 0) gives {got:.3f}, and study notes {noted}. Fill the table by calling `run`; "
        "with the same seed it should repeat.",
    )


def mean(values):
    return sum(values) / len(values)


def test_best(learner):
    """best is the row with the highest mean"""
    table = table_of(learner)
    best = learner.best
    expect(best is not None, "best is still None: name activation and width of a row of your table.")
    expect(
        isinstance(best, (tuple, list)) and len(best) == 2,
        'best should be a pair such as ("relu", 16).',
    )
    chosen = [row for row in table if (row["activation"], row["width"]) == tuple(best)]
    expect(bool(chosen), f"best is {tuple(best)!r}, which is no row of study.")
    highest = max(mean(row["accuracies"]) for row in table)
    expect(
        approx(mean(chosen[0]["accuracies"]), highest, 1e-9),
        f"best is {tuple(best)!r} with a mean of {mean(chosen[0]['accuracies']):.3f}; another row has {highest:.3f}.",
    )


def test_spread(learner):
    """spread is the largest difference within a row"""
    table, spread = table_of(learner), learner.spread
    expect(spread is not None, "spread is still None: how far apart are two runs of one row, at most?")
    want = max(max(row["accuracies"]) - min(row["accuracies"]) for row in table)
    means = [mean(row["accuracies"]) for row in table]
    if approx(spread, max(means) - min(means), 1e-4) and not approx(spread, want, 1e-4):
        fail(
            "spread compares rows with each other. It asks for what differs within one row, where only the seed changes."
        )
    expect(
        approx(spread, want, 1e-4),
        f"spread is {spread!r}. In your table the largest difference within a row is {want:.4f}.",
    )


def test_clear(learner):
    """clear says whether the best row wins beyond chance"""
    table, clear = table_of(learner), learner.clear
    expect(clear is not None, "clear is still None: write True or False.")
    expect(isinstance(clear, bool), f"clear is {clear!r}: write True or False.")
    top = max(table, key=lambda row: mean(row["accuracies"]))
    others = max(max(row["accuracies"]) for row in table if row is not top)
    lowest = min(top["accuracies"])
    expect(
        clear == (lowest > others),
        f"clear is {clear}. The lowest run of the best row has {lowest:.3f}, the highest of all others {others:.3f}.",
    )


# ---- milestone 5 ---------------------------------------------------------------------------------------------------


def test_gallery(learner):
    """gallery lists the most confident mistakes, the surest first"""
    learner.read
    size = image_size(learner)
    images, labels = digits(train=False) if size == 8 else spy(learner, "test_set", "images")("mnist", 300)
    images = images[:150]
    answers, confidence = answers_of(learner, images)
    labels = labels[:150].clone()
    labels[::3] = (answers[::3] + 1) % CLASSES  # 50 mistakes at least, whatever was learned
    wrong = [i for i in range(150) if answers[i] != labels[i]]
    wrong.sort(key=lambda i: -confidence[i].item())
    for k in (9, 3):
        got = learner.gallery(images, labels, k)
        expect(got is not None, "`gallery` returns None: it comes to no `return` yet.")
        expect(
            isinstance(got, (list, tuple))
            and all(isinstance(entry, (list, tuple)) and len(entry) == 4 for entry in got),
            "`gallery` should return a list of four values each: place, true digit, answer, confidence.",
        )
        expect(
            len(got) == k,
            f"gallery(images, labels, {k}) gives {len(got)} of {len(wrong)} mistakes; it should give {k}.",
        )
        for place, truth, answer, sure in got:
            expect(
                isinstance(place, int) and 0 <= place < 150,
                f"A place is {place!r}; it should be a number from 0 to 149.",
            )
            if truth == answer:
                fail(f"Picture {place} was read right and stands in the gallery. Keep mistakes alone.")
            if (truth, answer) == (answers[place], labels[place]):
                fail("True digit and answer are exchanged: the truth comes first.")
            expect(
                truth == labels[place] and answer == answers[place],
                f"Picture {place} is a {labels[place]} read as {answers[place]}; the gallery says {truth} and {answer}. Is the "
                "place one in `images`, or one among the mistakes?",
            )
            expect(
                approx(sure, confidence[place].item(), 1e-3),
                f"Picture {place} has confidence {confidence[place]:.3f}; the gallery says {sure!r}.",
            )
        sureness = [entry[3] for entry in got]
        if sureness == sorted(sureness) and sureness[0] < sureness[-1]:
            fail("The gallery begins with the least confident mistake. Turn the order round.")
        expect(
            sureness == sorted(sureness, reverse=True),
            "The gallery is not in the order of confidence, the surest first.",
        )
        expect(
            approx(sureness[0], confidence[wrong[0]].item(), 1e-4)
            and approx(sureness[-1], confidence[wrong[k - 1]].item(), 1e-4),
            f"There are mistakes with a confidence of {confidence[wrong[0]]:.3f} that the gallery leaves out. Sort first, cut then.",
        )
    right = answers.clone()
    few = learner.gallery(images, right, 9)
    expect(few is not None and len(few) == 0, "Where every picture is read right, the gallery should be an empty list.")


# ---- milestone 6 ---------------------------------------------------------------------------------------------------


def test_restore(learner):
    """A restored model answers like the one that was saved"""
    settings = {"inputs": 64, "width": 11, "activation": "tanh", "seed": 5}
    learner.save
    back = spy(learner, "there_and_back", "restore")
    fault, before, after, training, _ = back(draw(7, 64, seed=8), settings)
    expect(fault != "no file", "`save` wrote no file at `path`. Which call of torch writes a dict to a file?")
    expect(
        fault != "pickled",
        f"torch.load(path) refuses the file ({before}): it holds a whole model, and code with it. Save the state_dict, "
        "which is nothing but tensors.",
    )
    expect(fault != "no model", f"`restore` returns {before}; it should be the model.")
    expect(
        torch.equal(before, after),
        "The restored model answers otherwise than the saved one. Are the weights put into the new model, and its settings "
        "those that were saved?",
    )
    expect(not training, "The restored model is in training mode. Whoever restores it wants to use it.")


# ---- milestone 7 ---------------------------------------------------------------------------------------------------


def functions(tree):
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]


def test_small_functions(tree):
    """Each function has a docstring and at most 25 lines"""
    for node in functions(tree):
        expect(
            ast.get_docstring(node),
            f"`{node.name}` (line {node.lineno}) has no docstring. Say in one line what goes in and what comes out.",
        )
        lines = node.end_lineno - node.lineno + 1
        expect(
            lines <= MOST_LINES,
            f"`{node.name}` has {lines} lines, more than {MOST_LINES}. Which part could be a function?",
        )


def test_arguments(tree):
    """The functions of milestones 1, 2 and 6 take what they need as arguments"""
    held = {
        name.id
        for node in tree.body
        if isinstance(node, (ast.Assign, ast.AugAssign, ast.AnnAssign, ast.For, ast.With))
        for name in ast.walk(node)
        if isinstance(name, ast.Name) and isinstance(name.ctx, ast.Store) and not name.id.isupper()
    }
    plain = {"split", "statistics", "prepare", "make_loader", "make_model", "evaluate", "train", "save", "restore"}
    for node in functions(tree):
        if node.name not in plain:
            continue
        own = {argument.arg for argument in ast.walk(node.args) if isinstance(argument, ast.arg)}
        names = [name for name in ast.walk(node) if isinstance(name, ast.Name)]
        own |= {name.id for name in names if isinstance(name.ctx, ast.Store)}
        outside = sorted({name.id for name in names} & held - own)
        expect(
            not outside,
            f"`{node.name}` uses `{', '.join(outside)}` from outside. With other data it would silently take the old: make it an "
            "argument. (A constant has a name in CAPITALS.)",
        )


def test_kept_apart(tree):
    """No function looks at the test pictures"""
    for node in functions(tree):
        used = {name.id for name in ast.walk(node) if isinstance(name, ast.Name)} & {"test_images", "test_labels"}
        own = {argument.arg for argument in ast.walk(node.args) if isinstance(argument, ast.arg)}
        expect(
            not used - own,
            f"`{node.name}` looks at `{min(used, default='')}`. What decides between networks must not be what measures the "
            "winner: use the validation part.",
        )
