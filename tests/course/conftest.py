from __future__ import annotations

from pathlib import Path

import pytest
from sample_course import SampleCourse


@pytest.fixture
def course(tmp_path: Path) -> SampleCourse:
    return SampleCourse(tmp_path / "lessons")
