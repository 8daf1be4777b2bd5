"""What was agreed to can be proved by its digest, years later."""

from __future__ import annotations

from pathlib import Path

from kiosk.privacy import load_notices


def test_all_notices_are_there_in_both_languages(assets: Path) -> None:
    notices = {notice.kind: notice for notice in load_notices(assets)}
    assert set(notices) == {"privacy", "sensitive", "helper"}
    assert all(notice.text.zh.strip() and notice.text.en.strip() for notice in notices.values())


def test_one_changed_word_is_another_digest(assets: Path, tmp_path: Path) -> None:
    (tmp_path / "privacy").mkdir()
    text = (assets / "privacy" / "notice.yaml").read_text(encoding="utf-8")
    (tmp_path / "privacy" / "notice.yaml").write_text(text.replace("一样能办", "照样能办"), encoding="utf-8")
    digests = [{n.kind: n.sha256 for n in load_notices(folder)} for folder in (assets, tmp_path)]
    assert digests[0]["privacy"] != digests[1]["privacy"]
    assert len(digests[0]["privacy"]) == 64
