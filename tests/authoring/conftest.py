from __future__ import annotations

import sys
from pathlib import Path

import pytest

# The builder of sample courses lives beside the tests of the parser.
sys.path.append(str(Path(__file__).parent.parent / "course"))

from sample_course import SampleCourse


@pytest.fixture
def course(tmp_path: Path) -> SampleCourse:
    return SampleCourse(tmp_path / "lessons")
