"""What is dear is made once, and made all the same where there is no cache."""

from cchc_portal.kit.keeping import kept


def test_kept_is_made_once_under_its_key() -> None:
    made = []

    def make() -> str:
        made.append(1)
        return "bảng"

    assert [kept("test:keeping:once", make), kept("test:keeping:once", make)] == ["bảng", "bảng"]
    assert made == [1]


def test_kept_is_made_anew_without_a_cache(settings) -> None:
    settings.CACHES = {**settings.CACHES, "default": {**settings.CACHES["default"], "LOCATION": "unix:///nowhere.sock"}}

    assert kept("test:keeping:never", lambda: [1, 2]) == [1, 2]
