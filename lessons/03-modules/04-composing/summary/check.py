import torch

from tutor.check import expect, fail

# Models as expressions for the learner's process, an input, and the rows that are right.
ROW = (
    "nn.Sequential(nn.Linear(4, 3), nn.ReLU(), nn.Linear(3, 2))",
    (5, 4),
    [("0", "Linear", (5, 3)), ("1", "ReLU", (5, 3)), ("2", "Linear", (5, 2))],
)
NESTED = (
    "nn.Sequential(nn.Flatten(), nn.Sequential(nn.Linear(12, 6), nn.Sequential(nn.Tanh(), nn.Identity())), "
    "nn.Linear(6, 1))",
    (7, 3, 4),
    [
        ("0", "Flatten", (7, 12)),
        ("1.0", "Linear", (7, 6)),
        ("1.1.0", "Tanh", (7, 6)),
        ("1.1.1", "Identity", (7, 6)),
        ("2", "Linear", (7, 1)),
    ],
)
# Registered in one order and run in the other.
CROSSED = (
    """(lambda m: (setattr(m, 'late', nn.Linear(3, 2)), setattr(m, 'early', nn.Linear(4, 3)), m)[-1])(
    type('Crossed', (nn.Module,), {'forward': lambda self, x: self.late(self.early(x))})())""",
    (6, 4),
    [("early", "Linear", (6, 3)), ("late", "Linear", (6, 2))],
)
HOOKS = "lambda m: sum(len(x._forward_hooks) + len(x._forward_pre_hooks) for x in m.modules())"
GLOBAL_HOOKS = """lambda m=__import__('torch').nn.modules.module: (len(m._global_forward_hooks)
    + len(m._global_forward_pre_hooks))"""
COUNT = """lambda m: [x.register_forward_hook(lambda m, i, o: setattr(m, 'seen', getattr(m, 'seen', 0) + 1)) and None
    for x in m.modules()]"""
SEEN = "lambda m: getattr(m, 'seen', 0)"


def brief(value):
    """A value as it is; an object of the learner's by its class."""
    text = repr(value)
    return f"an object of class {text[1:].split()[0]}" if text.startswith("<") else text


def make(learner, text):
    return learner(f"(lambda nn: {text})(__import__('torch').nn)")


def rows_of(learner, model, shape):
    rows = learner.summary(model, torch.ones(shape))
    expect(rows is not None, "summary returned None. Does it end with `return`?")
    expect(isinstance(rows, (list, tuple)), f"summary returned {brief(rows)}; it should be a list of tuples.")
    expect(rows, "summary returned no rows. Hooks fill the list only while the model runs: does it run?")
    for row in rows:
        expect(
            isinstance(row, (list, tuple)) and len(row) == 3,
            f"A row is {brief(row)}; it should hold three things: name, class and shape.",
        )
    return [tuple(tuple(part) if isinstance(part, (list, torch.Size)) else part for part in row) for row in rows]


def judge(learner, case):
    text, shape, want = case
    got = rows_of(learner, make(learner, text), shape)
    if got == want:
        return
    names, right_names = [row[0] for row in got], [name for name, _, _ in want]
    where = f"For a model with the leaves {', '.join(map(repr, right_names))}"
    for row in got:
        expect(
            isinstance(row[2], tuple),
            f"{where}, a row ends with {brief(row[2])}; write the shape as a tuple, such as (5, 32).",
        )
        expect(
            isinstance(row[1], str) and "'" not in row[1] and "(" not in row[1],
            f"{where}, a row says {brief(row[1])}; for a linear layer the name of its class is just 'Linear'.",
        )
    if len(names) > 1 and len(set(map(str, names))) == 1:
        fail(
            f"Every row has the name {names[0]!r}. The hooks ran after your loop was over, and looked up the name then. "
            "Each hook needs a name of its own."
        )
    if len(got) == 2 * len(want) and got[: len(want)] == want:
        fail(f"{where}, each of them ran 2 times. Once is enough: the model should run once for a summary.")
    if any(row[1] == "Sequential" or row[1] == "Crossed" for row in got):
        if "1.0" in right_names and "1.0" not in names:
            fail(f"{where}, your names are {names}. There are names within names: `children()` goes one level deep.")
        fail(f"{where}, you have {len(got)} rows, and a module in one of them is no leaf: it has modules in it.")
    if sorted(map(str, names)) == sorted(right_names) and names != right_names:
        fail(f"{where}, in the order in which they run, your names stand as {names}: that is the order of the books.")
    shapes, right_shapes = [row[2] for row in got], [row[2] for row in want]
    if names == right_names and shapes == [tuple(shape), *right_shapes[:-1]]:
        fail(f"{where}, your shapes are {shapes}: that is what goes in. What comes out is wanted.")
    if names == right_names:
        fail(f"{where}, your rows are {got}; they should be {want}. Compare them one by one.")
    fail(f"{where}, your names are {names}. Print what `named_modules()` gives, and which of them have children.")


def test_row(learner):
    """A plain row of layers"""
    judge(learner, ROW)


def test_nested(learner):
    """Blocks within blocks: the leaves, with their full names"""
    judge(learner, NESTED)


def test_order(learner):
    """The order is that of the run, not that of the books"""
    judge(learner, CROSSED)


def test_left_as_it_was(learner):
    """Your hooks are gone, and those of others are still there"""
    model = make(learner, NESTED[0])
    learner(COUNT)(model)
    before, before_global = learner(HOOKS)(model), learner(GLOBAL_HOOKS)()
    rows_of(learner, model, NESTED[1])
    after, after_global = learner(HOOKS)(model), learner(GLOBAL_HOOKS)()
    expect(
        after >= before,
        f"Before the summary {before} hooks hung on the model that are not yours, and now {after}: "
        "somebody else's hook is gone. Remove those that you made, by their handles.",
    )
    expect(
        after == before and after_global == before_global,
        f"After the summary {after + after_global - before - before_global} of your hooks still hangs on the model, "
        "and will run with every call. What does `register_forward_hook` return?",
    )
    runs = learner(SEEN)(model)
    expect(runs == 1, f"The model ran {runs} times for one summary. Once is enough.")
