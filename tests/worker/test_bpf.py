"""The assembler and the compiler of rules."""

from __future__ import annotations

import pytest
from bpf_interpreter import decide, decide_call

from tutor.worker.bpf import ALLOW, KILL_PROCESS, Assembler, Check, Rule, answer, compile_policy
from tutor.worker.syscalls import AARCH64, NEWEST, X86_64, Architecture

I386 = 0x40000003
BOTH = pytest.mark.parametrize("target", [X86_64, AARCH64], ids=lambda target: target.name)


def test_a_jump_goes_to_its_label() -> None:
    program = Assembler()
    program.load(0)
    program.jump_if_equal(7, then="seven")
    program.finish(1)
    program.label("seven")
    program.finish(2)
    code = program.assemble()
    assert decide(code, 0, 7) == 2
    assert decide(code, 0, 8) == 1


def test_a_label_stands_once() -> None:
    program = Assembler()
    program.label("here")
    with pytest.raises(ValueError, match="twice"):
        program.label("here")


def test_an_unknown_label_is_refused() -> None:
    program = Assembler()
    program.jump_if_equal(1, then="nowhere")
    with pytest.raises(ValueError, match="nowhere"):
        program.assemble()


def test_a_jump_that_does_not_fit_is_refused() -> None:
    program = Assembler()
    program.jump_if_equal(1, then="far")
    for _ in range(256):
        program.load(0)
    program.label("far")
    program.finish(0)
    with pytest.raises(ValueError, match="256 instructions"):
        program.assemble()


def test_a_jump_backwards_is_refused() -> None:
    program = Assembler()
    program.label("back")
    program.load(0)
    program.jump_if_equal(1, then="back")
    with pytest.raises(ValueError, match="back"):
        program.assemble()


def test_a_program_the_kernel_would_not_take_is_refused() -> None:
    program = Assembler()
    for _ in range(4097):
        program.load(0)
    with pytest.raises(ValueError, match="4096"):
        program.assemble()


@BOTH
def test_another_architecture_is_killed(target: Architecture) -> None:
    program = compile_policy({}, target)
    other = AARCH64 if target is X86_64 else X86_64
    for audit in (I386, other.audit, 0):
        assert decide(program, audit, 1) == KILL_PROCESS
    assert decide(program, target.audit, 1) == ALLOW


@BOTH
def test_calls_above_the_table_do_not_exist(target: Architecture) -> None:
    program = compile_policy({}, target)
    assert decide(program, target.audit, NEWEST) == ALLOW
    for number in (NEWEST + 1, 512, 0x40000000 | 39, -1):
        assert decide(program, target.audit, number) == answer(38)


@BOTH
def test_the_first_rule_that_applies_decides(target: Architecture) -> None:
    policy = {"ioctl": (Rule(answer(1), (Check(1, (5, 6)),)), Rule(answer(2), (Check(1, (6, 7)),)))}
    program = compile_policy(policy, target)
    found = [decide_call(program, target, "ioctl", 0, value) for value in (4, 5, 6, 7, 8)]
    assert found == [ALLOW, answer(1), answer(1), answer(2), ALLOW]


@BOTH
def test_all_checks_of_a_rule_must_hold(target: Architecture) -> None:
    policy = {"fcntl": (Rule(answer(1), (Check(0, (3,)), Check(1, (4, 5), inside=False))),)}
    program = compile_policy(policy, target)
    assert decide_call(program, target, "fcntl", 3, 9) == answer(1)
    for arguments in ((3, 4), (3, 5), (2, 9), (2, 4)):
        assert decide_call(program, target, "fcntl", *arguments) == ALLOW


@BOTH
def test_a_mask_hides_the_other_bits(target: Architecture) -> None:
    policy = {"socket": (Rule(answer(1), (Check(1, (2,), mask=0xF),)),)}
    program = compile_policy(policy, target)
    assert decide_call(program, target, "socket", 0, 0x80802) == answer(1)
    assert decide_call(program, target, "socket", 0, 0x80801) == ALLOW


@BOTH
def test_a_rule_leaves_the_other_calls_alone(target: Architecture) -> None:
    """The word that is compared is the number again after the arguments of another call were looked at."""
    policy = {"ioctl": (Rule(answer(1), (Check(0, (72,)),)),), "fcntl": (Rule(answer(2)),)}
    program = compile_policy(policy, target)
    assert decide_call(program, target, "ioctl", 5) == ALLOW
    assert decide_call(program, target, "fcntl", 5) == answer(2)


def test_a_call_that_a_processor_lacks_makes_no_instruction() -> None:
    assert compile_policy({"chmod": (Rule(answer(1)),)}, AARCH64) == compile_policy({}, AARCH64)
    assert compile_policy({"chmod": (Rule(answer(1)),)}, X86_64) != compile_policy({}, X86_64)
