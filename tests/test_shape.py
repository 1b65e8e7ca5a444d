"""A problem of shape is a value."""

from pilotgate.shape import VALID, ShapeProblem


def test_a_replacement_is_optional() -> None:
    problem = ShapeProblem(VALID, ("stage",), on_key=True, text="wrong", fix="mend it")
    assert problem.replacement is None
    assert problem == ShapeProblem(VALID, ("stage",), True, "wrong", "mend it", None)
