from pathlib import Path

import pytest

from mingheng.demo.county import write_county


@pytest.fixture(scope="session")
def county(tmp_path_factory) -> Path:
    """The data folder of a small county."""
    folder = tmp_path_factory.mktemp("county")
    write_county(folder, seed=7, units=12)
    return folder
