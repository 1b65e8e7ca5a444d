import pytest

from tests.corpora import ROOT, absent, corpus


def test_what_is_not_here_is_skipped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PILOTGATE_REQUIRE", raising=False)
    with pytest.raises(pytest.skip.Exception, match="no package index"):
        absent("no package index")


def test_what_is_required_fails_where_it_is_not_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PILOTGATE_REQUIRE", "1")
    with pytest.raises(pytest.fail.Exception, match="the corpus no-such-corpus is not here"):
        corpus("no-such-corpus")


def test_continuous_integration_requires_everything() -> None:
    assert "export PILOTGATE_REQUIRE=1\n" in (ROOT / ".ci" / "run").read_text()
    for path in (ROOT / "tests").rglob("test_*.py"):
        text = path.read_text()
        # What only depends on the kind of machine may still be skipped.
        assert "package index is reached here" not in text or "absent(" in text, path.name
