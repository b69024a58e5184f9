"""What the library offers: every name is there, documented, and its example runs."""

import doctest
import inspect

import pytest

from mingheng import scoring


def test_every_public_name_is_there_once_and_in_order():
    assert scoring.__all__ == sorted(set(scoring.__all__))
    assert [name for name in scoring.__all__ if not hasattr(scoring, name)] == []


def test_everything_that_is_imported_for_others_is_public():
    ours = {
        name for name, value in vars(scoring).items() if getattr(value, "__module__", "").startswith("mingheng.scoring")
    }
    assert ours == set(scoring.__all__)


@pytest.mark.parametrize("name", scoring.__all__)
def test_every_public_name_says_what_it_is(name):
    value = getattr(scoring, name)
    documentation = inspect.getdoc(value) or ""
    assert documentation
    # A dataclass without a docstring is given its own signature.
    assert not documentation.startswith(f"{name}(")


@pytest.mark.parametrize("name", scoring.__all__)
def test_every_public_method_says_what_it_does(name):
    value = getattr(scoring, name)
    members = vars(value).items() if inspect.isclass(value) and not issubclass(value, tuple) else []
    functions = {key: member for key, member in members if inspect.isfunction(member) or isinstance(member, property)}
    silent = [key for key, member in functions.items() if not key.startswith("_") and not inspect.getdoc(member)]
    assert silent == []


def test_examples_run():
    finder = doctest.DocTestFinder(exclude_empty=True)
    tests = [
        test
        for name in scoring.__all__
        for test in finder.find(getattr(scoring, name), name, globs=vars(scoring).copy())
    ]
    results = [doctest.DocTestRunner().run(test) for test in [*tests, *finder.find(scoring, "scoring")]]
    assert sum(result.failed for result in results) == 0
    assert sum(result.attempted for result in results) > 0
