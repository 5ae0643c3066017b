"""Objects that lie about themselves: whatever looks at the learner's variables neither asks them nor stumbles."""

from __future__ import annotations

import ast
import sys
from collections import OrderedDict
from typing import Any

import pytest

torch = pytest.importorskip("torch")

from torch import nn  # noqa: E402
from torch.utils.data import DataLoader, SequentialSampler  # noqa: E402

from tutor.worker import frames, lens, line_values, lookup, tensor_facts, witness  # noqa: E402
from tutor.worker.sentinels import accumulators, losses, models  # noqa: E402
from tutor.worker.sentinels.calls import Calls  # noqa: E402
from tutor.worker.sentinels.data import DataAndStates  # noqa: E402
from tutor.worker.sentinels.modes import Modes  # noqa: E402
from tutor.worker.sentinels.optimisers import Loops  # noqa: E402
from tutor.worker.sentinels.record import Record  # noqa: E402

pytestmark = pytest.mark.filterwarnings("ignore")

CALLED: list[str] = []


def caught(name: str, answer: Any = None) -> Any:
    def method(*args: Any, **kwargs: Any) -> Any:
        CALLED.append(name)
        if answer is None:
            raise RuntimeError(f"{name} was called")
        return answer

    return method


METHODS = (
    *("__getattr__", "__eq__", "__ne__", "__len__", "__repr__", "__str__", "__format__", "__bool__", "__iter__"),
    *("__getitem__", "__contains__", "__float__", "__int__", "__index__", "__call__", "keys", "values", "items"),
)


class Meta(type):
    """A metaclass that is asked nothing either."""

    __eq__ = caught("Meta.__eq__", NotImplemented)
    __hash__ = type.__hash__
    __instancecheck__ = caught("Meta.__instancecheck__")


def odd(claims: Any, *bases: type, **more: Any) -> Any:
    """An object whose class says it is a ``claims``, and whose methods note that they were called."""
    space: dict[str, Any] = {name: caught(name) for name in METHODS}
    space |= {"__hash__": object.__hash__, "__class__": property(caught("__class__", claims)), "__module__": "__main__"}
    made = Meta("Odd", bases, {**space, **more})
    CALLED.clear()
    return made.__new__(made)


CLAIMS = (nn.Module, torch.Tensor, torch.optim.Optimizer, dict, list, tuple, SequentialSampler, nn.Parameter, int, str)


@pytest.fixture(params=CLAIMS)
def claims(request: pytest.FixtureRequest) -> Any:
    """What the odd object says it is. Made in the test itself, for pytest looks closely at what a fixture gives."""
    return request.param


@pytest.fixture
def record() -> Record:
    return Record()


@pytest.fixture(autouse=True)
def nothing_was_called() -> Any:
    yield
    assert CALLED == []


def test_classes_alone_are_looked_at(claims: Any) -> None:
    liar = odd(claims)
    kinds = (nn.Module, torch.Tensor, dict, list, tuple, int)
    assert not lookup.is_of(liar, *kinds)
    assert not lookup.is_any(liar, *kinds)
    assert not lookup.is_tensor(liar)
    assert not lookup.is_module(liar)
    assert lookup.home(liar) == "__main__"
    assert lookup.contents(liar) is None
    assert lookup.attributes(liar) == {}
    assert lookup.entries(liar, "_modules") == []
    assert lookup.item([liar], 0)[1] is liar
    assert lookup.item({1: liar}, 1)[1] is liar
    assert lookup.item({liar: 1}, 1) == (False, None)


def test_attributes_are_those_that_lie_there() -> None:
    thing = odd(dict)
    object.__setattr__(thing, "kept", 1)
    assert lookup.attributes(thing) == {"kept": 1}
    hidden = odd(dict, __dict__=property(caught("__dict__", {"kept": 2})))
    assert lookup.attributes(hidden) == {}
    slots = type("Slots", (), {"__slots__": ("a",)})()
    assert lookup.attributes(slots) == {}


def test_what_a_container_really_holds() -> None:
    assert lookup.contents(OrderedDict(a=1, b=2)) == [1, 2]
    for base, given in ((list, [1, 2]), (tuple, (1, 2)), (dict, {"a": 1, "b": 2})):
        inside = odd(str, base)
        if base is tuple:
            inside = tuple.__new__(type(inside), given)
        else:
            base.__init__(inside, given)
        assert lookup.contents(inside) == [1, 2]


def test_totals_are_looked_for_past_odd_variables(claims: Any, record: Record) -> None:
    liar = odd(claims)
    space: dict[Any, Any] = {"a": liar, "b": {liar: liar, "x": liar}, "c": [liar] * 3, liar: 1, 3: liar}
    total = torch.zeros(())
    for _ in range(3):
        loss = (torch.ones((), requires_grad=True) * 2).sum()
        total = total + loss
    space["total"] = total
    done = {int(loss.grad_fn._sequence_nr())}
    accumulators.look_in(space, record, done, None)
    assert [fact["name"] for fact in record.as_list()] == ["total"]


def test_an_optimiser_is_found_beside_odd_variables(claims: Any) -> None:
    liar = odd(claims)
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=0.1)
    space = {"a": liar, "b": [liar], "c": {"x": liar, liar: liar}, "self": liar, "opt": optimizer}
    assert list(frames._bound(space)) == [("opt", optimizer)]


def test_modules_with_odd_attributes_are_scanned(claims: Any, record: Record) -> None:
    liar = odd(claims)

    class Net(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.first = nn.Linear(1, 1)
            self.hidden = [nn.Linear(1, 1), liar]
            self.__dict__["odd"] = liar  # torch's own way asks it what it is
            self.many = {"a": liar}

    net = Net()
    net.__dict__["_modules"]["odd one"] = liar
    models.scan(net, record)
    facts = {fact["name"]: fact["layers"] for fact in record.as_list() if fact["kind"] == "unregistered"}
    assert facts == {"hidden": 1}
    assert models.modal_layer(net, training=True) == ""
    net.__dict__["_modules"]["drop"] = nn.Dropout(0.5)
    assert models.modal_layer(net, training=True) == "Dropout"
    net.__dict__["_modules"]["drop"].__dict__["p"] = liar
    assert models.modal_layer(net, training=True) == "Dropout"


def test_calls_with_odd_arguments_and_results(claims: Any, record: Record) -> None:
    liar = odd(claims)
    calls = Calls(record)
    layer = nn.Linear(1, 1)
    calls.entered(layer, (liar,))
    calls.left(layer, liar)
    calls.entered(nn.LSTM(1, 1), (liar,))
    calls.left(nn.ReLU(), (liar,))
    assert record.as_list() == []


def test_losses_of_odd_things(claims: Any, record: Record) -> None:
    liar = odd(claims)
    for name in losses.FUNCTIONS:
        losses.look(record, name, (liar, liar), {}, liar)
    assert {fact["nature"] for fact in record.as_list()} == {""}
    assert {tuple(fact["prediction"]) for fact in record.as_list()} == {()}


def test_modes_past_odd_owners_and_results(claims: Any, record: Record) -> None:
    liar = odd(claims)
    modes = Modes(record, lambda: 0)
    model = nn.Linear(1, 1).eval()
    modes.called(model, liar, recording=True)
    modes.called(model, model(torch.zeros(1, 1)), recording=True)
    assert modes.evaluations == 1

    def method(self: Any) -> None:
        modes.modal_call(recording=False, steps=1)

    method(liar)


def test_loaders_of_odd_data_sets(claims: Any, record: Record) -> None:
    liar = odd(claims)
    data = DataAndStates(record, lambda: 0)

    class Rows(torch.utils.data.Dataset):
        def __init__(self) -> None:
            self.odd = liar
            self.labels = torch.tensor([0, 0, 1, 1])

        def __getitem__(self, index: int) -> Any:
            return self.labels[index]

        __len__ = caught("__len__", 4)

    loader = DataLoader(Rows(), batch_size=2, sampler=[0, 1])
    CALLED.clear()
    data.iterated(loader)
    (fact,) = record.as_list()
    assert (fact["size"], fact["single"], fact["classes"]) == (4, 1.0, 2)
    data.saved(liar)
    data.state_taken(liar)
    data.state_loaded(nn.Linear(1, 1), liar)
    data.end({"a": liar, liar: liar})


def test_steps_with_an_odd_closure(claims: Any, record: Record) -> None:
    liar = odd(claims)
    loops = Loops(record)
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=0.1)
    for args, kwargs in (((optimizer, liar), {}), ((optimizer,), {"closure": liar})):
        loops.before_step(optimizer, args, kwargs)
    assert loops.steps == 2


def test_a_node_may_carry_a_name_of_the_learners() -> None:
    class Twice(torch.autograd.Function):
        @staticmethod
        def forward(ctx: Any, x: Any) -> Any:
            ctx.name = "mine"
            return x * 2

        @staticmethod
        def backward(ctx: Any, gradient: Any) -> Any:
            return gradient * 2

    from tutor.worker.sentinels.graph import carried, leaves, table_of_differences

    weight = torch.ones(2, requires_grad=True)
    loss = Twice.apply(weight).sum()
    found, nodes, _ = leaves(loss)
    assert ([leaf is weight for leaf in found], nodes) == ([True], 3)
    assert table_of_differences(loss) is None
    assert carried(loss, set()) == 0


def test_facts_hold_plain_values_alone(claims: Any, record: Record) -> None:
    liar = odd(claims)
    record.note("kind", values=[liar, 1, "x"], odd=liar, flag=True, nothing=None)
    (fact,) = record.as_list()
    assert fact == {"kind": "kind", "count": 1, "values": [None, 1, "x"], "odd": None, "flag": True, "nothing": None}


def test_the_lens_tells_of_odd_variables(claims: Any) -> None:
    liar = odd(claims)
    told, count = lens.variables({"a": liar, "b": [liar], "c": (liar,), "d": {"x": liar}, "e": type(liar)})
    assert [(one["name"], one["kind"]) for one in told] == [(name, "value") for name in "abcd"]
    assert (count, [one["text"] for one in told]) == (4, ["", "1 item", "1 item", "1 item"])
    assert lens.pictures({"a": liar}, "a") == []


def test_lines_leave_odd_values(claims: Any) -> None:
    liar = odd(claims)
    text = "a = made()\nb = [a]\nc = (a, 1)\nd = 1 + 1\n"
    notes = line_values.LineValues(text, "snippet 1")
    code = compile(text, "snippet 1", "exec")
    before = sys.gettrace()
    sys.settrace(notes.trace)
    try:
        exec(code, {"made": lambda: liar})
    finally:
        sys.settrace(before)
    told = {row["line"]: row["values"][0]["text"] for row in notes.told()}
    assert told == {2: "list of 1 item", 3: "tuple of 2 items", 4: "2"}


def test_a_crash_among_odd_values(claims: Any) -> None:
    liar = odd(claims)
    space = {"a": liar, "b": [liar], "x": torch.zeros(2)}
    text = "y = x.view(3) if b else a.c[a]\n"
    import linecache

    linecache.cache["odd.py"] = (len(text), None, [text], "odd.py")
    with pytest.raises(RuntimeError) as raised:
        exec(compile(text, "odd.py", "exec"), space)
    seen = witness.witness(raised.value, ["odd.py"])
    assert [tensor["name"] for tensor in seen["tensors"]] == ["x"]
    assert tensor_facts.facts("a", liar) is None
    assert tensor_facts.value_facts("a", liar) == {"name": "a", "kind": "Odd", "text": ""}
    frame = raised.value.__traceback__.tb_next.tb_frame  # type: ignore[union-attr]
    assert lookup.resolve(ast.parse("a.c", mode="eval").body, frame) == (False, None)


def test_an_exception_that_claims_to_be_another() -> None:
    error = odd(SyntaxError, Exception)
    assert witness.witness(error, ["odd.py"]) == {}
