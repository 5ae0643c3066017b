"""Frozen dataclasses that are quick to make.

A start makes dozens of them before it can show anything, and ``dataclasses`` compiles six methods for each. Here all
share the same few functions: a class takes a tenth of the time, an instance a little more.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NoReturn

__all__ = ["dataclass"]

if TYPE_CHECKING:
    from dataclasses import dataclass
else:
    import dataclasses

    def dataclass(*, frozen: bool, slots: bool) -> Callable[[type], type]:
        """``dataclasses.dataclass`` for frozen values; the ``slots`` are the type checker's alone."""
        assert frozen
        assert slots
        return _made

    def _made(cls: type) -> type:
        # With all switched off nothing is compiled; what asks for the fields of a dataclass finds them. Only heirs
        # of frozen classes have to be called so from the start.
        heir = dataclasses.is_dataclass(cls)
        dataclasses.dataclass(init=False, repr=False, eq=False, frozen=heir)(cls)
        cls.__dataclass_params__.frozen = True
        fields = dataclasses.fields(cls)
        cls.__init__ = _init_of(cls, fields)
        compared = [field.name for field in fields if field.compare]
        shown = [field.name for field in fields if field.repr]

        def equal(self: Any, other: object) -> bool:
            if other.__class__ is not self.__class__:
                return NotImplemented
            mine, theirs = self.__dict__, other.__dict__
            return all(mine[name] == theirs[name] for name in compared)

        def hashed(self: Any) -> int:
            return hash(tuple(self.__dict__[name] for name in compared))

        def represented(self: Any) -> str:
            parts = ", ".join(f"{name}={self.__dict__[name]!r}" for name in shown)
            return f"{type(self).__qualname__}({parts})"

        cls.__eq__, cls.__hash__, cls.__repr__ = equal, hashed, represented
        cls.__setattr__ = cls.__delattr__ = _refuse
        return cls

    def _init_of(cls: type, fields: tuple[dataclasses.Field[Any], ...]) -> Callable[..., None]:
        names = [field.name for field in fields]
        known = frozenset(names)
        defaults = {field.name: field.default for field in fields if field.default is not dataclasses.MISSING}
        makers = [(f.name, f.default_factory) for f in fields if f.default_factory is not dataclasses.MISSING]

        def init(self: Any, *values: Any, **named: Any) -> None:
            state = self.__dict__
            state.update(defaults)
            state.update(zip(names, values, strict=False))
            given = len(values) + len(named)
            state.update(named)
            for name, make in makers:
                if name not in state:
                    state[name] = make()
            if len(values) > len(names) or not named.keys() <= known - set(names[: len(values)]):
                raise TypeError(f"{cls.__qualname__} has no place for all of {given} values, or one was given twice")
            if len(state) < len(names):
                missing = ", ".join(name for name in names if name not in state)
                raise TypeError(f"{cls.__qualname__} was made without {missing}")

        return init

    def _refuse(self: object, name: str, *_: object) -> NoReturn:
        raise dataclasses.FrozenInstanceError(f"{type(self).__qualname__} is frozen: {name} stays as it is")
