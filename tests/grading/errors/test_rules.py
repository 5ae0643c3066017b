"""What holds for every rule, whatever a message or a witness says."""

from __future__ import annotations

import random
import re
from dataclasses import replace

import pytest
from crash_corpus import cases
from matching import matching

from tutor.engine.events import ErrorRaised
from tutor.engine.witness import LayerSeen, TensorSeen, ValueSeen, Witness
from tutor.grading.errors import RULES, explain
from tutor.grading.errors.crash import Crash, dtype_name, shape_text, sizes_in
from tutor.grading.errors.explanation import MOST_MESSAGE, Rule, known
from tutor.grading.feedback.catalogue import CATALOGUE

RULE_IDS = [rule.pattern.pattern[:60] or "any" for rule in RULES]


def a_witness(dice: random.Random) -> Witness:
    def tensor() -> TensorSeen:
        shape = tuple(dice.choice([0, 1, 3, 4, 784]) for _ in range(dice.randrange(5)))
        name, dtype = dice.choice(["x", "input", "target", "w.grad"]), dice.choice(["float32", "int64", "bool", ""])
        return TensorSeen(name, shape, dtype, is_leaf=dice.random() < 0.5, requires_grad=dice.random() < 0.5)

    def layer(name: str) -> LayerSeen:
        kind = dice.choice(["Linear", "Conv2d", "BatchNorm2d", "LSTM", "MaxPool2d"])
        numbers = ["0", "1", "3", "(3, 3)", "(0, 0)", "'same'", "None", "784"]
        keys = ["in_features", "out_features", "in_channels", "out_channels", "kernel_size", "stride", "padding"]
        settings = tuple((key, dice.choice(numbers)) for key in keys if dice.random() < 0.8)
        return LayerSeen(name, kind, settings, (tensor(),), (tensor(),), dice.random() < 0.5)

    layers = tuple(layer(str(number)) for number in range(dice.randrange(4)))
    calls = ["torch.nn.functional.cross_entropy", "torch.optim.optimizer.__init__", "torch.nn.functional.mse_loss"]
    return Witness(
        "script.py",
        dice.choice([None, 1, 3]),
        dice.choice(["", "y = nn.MSELoss(x, y)", "w -= lr * w.grad", "n, d = x.shape"]),
        None,
        tuple(tensor() for _ in range(dice.randrange(4))),
        tuple(ValueSeen(dice.choice(["a", "m"]), dice.choice(["NoneType", "Linear", "float"])) for _ in range(2)),
        tuple(dice.sample(calls, dice.randrange(3))),
        tuple(tensor() for _ in range(dice.randrange(3))),
        dice.choice([None, *layers]),
        dice.choice(["", "Net"]),
        tuple(tensor() for _ in range(dice.randrange(2))),
        layers,
        ("near",) * dice.randrange(2),
    )


@pytest.mark.parametrize("rule", RULES, ids=RULE_IDS)
def test_no_rule_stumbles_over_strange_numbers(rule: Rule) -> None:
    dice = random.Random(0)
    code = "class Net(nn.Module):\n    def forward(self, x):\n        self.x = [nn.Linear(1, 1)]\nx += 1\nloss = x\n"
    for _ in range(25):
        message = matching(rule.pattern, dice)
        assert rule.pattern.search(message)
        error = ErrorRaised(dice.choice(rule.kinds or ("RuntimeError",)), message, witness=a_witness(dice))
        told = rule.explain(Crash(error, code))
        if told is not None:
            assert told.sentence.strip().endswith((".", ")"))
            assert told.next_step.strip()
            assert told.id is None or told.id in CATALOGUE


@pytest.mark.parametrize("case", cases(), ids=lambda case: f"{case.theme}: {case.title}")
def test_every_text_reads_as_sentences(case) -> None:
    if case.sentence is None:
        return
    for text in (case.sentence, case.next_step):
        assert re.match(r"[A-Z0-9`/_a-z]", text)
        assert text.endswith((".", ".)", "?"))
        assert "None" not in text.replace("is None", "").replace("NoneType", "").replace("weights=None", "")
        assert "  " not in text
    assert len(case.sentence) < 300


def test_ids_belong_to_the_catalogue() -> None:
    assert {case.id for case in cases() if case.id} <= CATALOGUE.keys()


def test_the_catalogue_s_mistakes_that_raise_are_all_explained() -> None:
    raising = (
        "F01 F06 F08 F09 F10 F11 F12 F13 F14 F15 F20 F22 F28 F29 F31 F32 F34 F35 F36 F37 F38 F39 F40 F41 F43 F44 F45 "
        "F47 F49 F55 F57 F61 F69 F70"
    )
    assert set(raising.split()) <= {case.id for case in cases()}


def test_only_the_beginning_of_a_message_is_looked_at() -> None:
    words = "Target 3 is out of bounds"
    assert explain(ErrorRaised("IndexError", words), "") is not None
    assert explain(ErrorRaised("IndexError", " " * MOST_MESSAGE + words), "") is None


def test_catalogued_words_split_into_sentence_and_step() -> None:
    told = known("F70")
    assert f"{told.sentence} {told.next_step}" == CATALOGUE["F70"].fact


def test_small_texts() -> None:
    assert (shape_text(()), shape_text((3,)), shape_text((3, 4))) == ("()", "(3,)", "(3, 4)")
    assert sizes_in("torch.Size([8, 3])") == (8, 3)
    assert (dtype_name("Long"), dtype_name("unsigned char"), dtype_name("odd")) == ("int64", "uint8", "odd")


def test_the_module_s_own_alias_of_a_class_is_known_by_its_last_name() -> None:
    error = ErrorRaised("pkg.UnpicklingError", "Weights only load failed. GLOBAL a.Net was not allowed")
    told = explain(error, "")
    assert told is not None
    assert told.id == "F55"
    assert explain(replace(error, message="something else"), "") is None
