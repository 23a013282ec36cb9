"""What an interview asks about visits, devices and the site tells it nothing."""

from __future__ import annotations

from datetime import timedelta

from tests.engine.contexts import NOW, assert_gives


def test_nobody_is_told_when_somebody_came_or_from_where():
    assert_gives(
        {
            "[start_time(), last_access_time('user')]": [NOW, NOW],
            "str(start_time(timezone='Asia/Tokyo'))": "November 25, 2026",
            "last_access_delta(include_cron=True)": timedelta(),
            "[last_access_days(), last_access_hours('a'), last_access_minutes()]": [0.0] * 3,
            "[location_known(), location_returned(), user_lat_lon()]": [False, True, (None, None)],
            "[referring_url(), referring_url(default=False)]": ["/", False],
            "[map_of(DAObject('a')), get_dialect(), get_voice()]": ["", None, None],
        }
    )


def test_an_interview_reads_no_settings_and_finds_a_site_without_others():
    assert_gives(
        {
            "[get_config('secretkey'), get_config('debug', 5)]": [None, 5],
            "any(server_capabilities().values())": False,
            "'sms' in server_capabilities()": True,
        }
    )
