"""The measurement of a site runs: three units, a few acceptances, two full runs, all through the real site."""

from bench.accepting import SQLITE, measure_sites, print_sites, tree


def test_a_site_is_made_and_measured(capsys):
    (found,) = measure_sites([tree(3)], databases=[SQLITE], times=3, by_http=2)
    print_sites([found])
    # The 工委, three units, three branches; the rulebook has 78 lines.
    assert (found["organisations"], found["run"]["lines"]) == (7, 234)
    assert 0 < found["changed"] <= 1
    assert found["queries"] <= 52
    assert found["accept"]["best"] > found["bare"]["best"] > 0
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines() if line.startswith("SQLite")] == [
        "SQLite"
    ] * 2
