"""Does something right after the learner's code has imported a module, or in place of one that can't be imported."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

Act = Callable[[ModuleType], None]


class AfterImport(MetaPathFinder):
    """Calls ``acts[name]`` with the module once it is imported.

    ``instead[name]`` fills a module that is there but whose own code raises ``ImportError``.
    """

    def __init__(self, acts: Mapping[str, Act], *, instead: Mapping[str, Act]) -> None:
        self._acts = dict(acts)
        self._instead = dict(instead)

    def attach(self) -> None:
        """Take effect for imports from now on, and at once for modules that are imported already."""
        for name in list(self._acts):
            module = sys.modules.get(name)
            if module is not None:
                self._acts.pop(name)(module)
        sys.meta_path.insert(0, self)

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """The specification that the other finders have, with a loader that calls the act."""
        if fullname not in self._acts:
            return None
        for finder in sys.meta_path:
            find = getattr(finder, "find_spec", None)
            if finder is self or find is None:
                continue
            spec: ModuleSpec | None = find(fullname, path, target)
            if spec is not None:
                if spec.loader is not None:
                    act, instead = self._acts[fullname], self._instead.get(fullname)
                    spec.loader = _Loader(spec.loader, act, instead)  # type: ignore[assignment]
                return spec
        return None


class _Loader:
    """The loader of one module, which afterwards is the module's own again."""

    def __init__(self, loader: Any, act: Act, instead: Act | None) -> None:
        self._loader = loader
        self._act = act
        self._instead = instead

    def __getattr__(self, name: str) -> Any:
        return getattr(self._loader, name)

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        module: ModuleType | None = self._loader.create_module(spec)
        return module

    def exec_module(self, module: ModuleType) -> None:
        module.__loader__ = self._loader
        if module.__spec__ is not None:
            module.__spec__.loader = self._loader
        try:
            self._loader.exec_module(module)
        except ImportError:
            if self._instead is None:
                raise
            self._instead(module)
            return
        self._act(module)
