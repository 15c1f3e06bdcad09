"""The calculus stays linear in copies; the milliseconds themselves are `./run bench`'s."""

from functools import partial

import pytest

from benchmarks.retencion import LIMA, milisegundos, preparada
from respaldo.retencion import MasReciente, evaluar


@pytest.mark.requisito("MIN-7.2.2-c")
@pytest.mark.parametrize("regla", ["30 días", "180 copias"])
def test_four_times_the_copies_take_about_four_times_the_time(regla):
    def tardar(noches):
        historia, _, al = preparada(regla, noches)
        return milisegundos(partial(evaluar, historia, MasReciente(), al, LIMA), veces=7)

    assert tardar(4_000) < 10 * tardar(1_000)
