"""Settings: read from the environment, documented, and refused where unsafe."""

import re

import pytest

from matchmaker.config import (
    DEFAULT_SECRET,
    ROOT,
    SETTINGS,
    SettingError,
    derived,
    driver_url,
    refuse_unsafe,
    settings_from,
)

SAFE = {"ENVIRONMENT": "production", "SECRET_KEY": "k" * 48, "DEBUG": False}


def test_an_empty_environment_gives_the_defaults():
    assert settings_from({}) == {setting.name: setting.default for setting in SETTINGS}


@pytest.mark.parametrize(("name", "value"), [("PORT", "many"), ("DEBUG", "perhaps")])
def test_a_value_of_the_wrong_kind_is_named(name, value):
    with pytest.raises(SettingError, match=f"MATCHMAKER_{name} must be .* not '{value}'"):
        settings_from({f"MATCHMAKER_{name}": value})


def test_production_starts_with_safe_settings():
    refuse_unsafe(SAFE)


@pytest.mark.parametrize(
    ("unsafe", "named"),
    [
        ({"SECRET_KEY": DEFAULT_SECRET}, "MATCHMAKER_SECRET_KEY"),
        ({"SECRET_KEY": "short"}, "MATCHMAKER_SECRET_KEY"),
        ({"DEBUG": True}, "MATCHMAKER_DEBUG"),
        ({"SECRET_KEY": "", "DEBUG": True}, "MATCHMAKER_SECRET_KEY.*MATCHMAKER_DEBUG"),
    ],
)
def test_production_refuses_what_is_unsafe_and_says_which(unsafe, named):
    with pytest.raises(SettingError, match=named):
        refuse_unsafe(SAFE | unsafe)


def test_an_unknown_environment_is_refused():
    with pytest.raises(SettingError, match="MATCHMAKER_ENVIRONMENT"):
        refuse_unsafe(SAFE | {"ENVIRONMENT": "prod"})


def test_a_plain_postgresql_address_gets_its_driver():
    assert driver_url("postgresql://db/x") == "postgresql+psycopg://db/x"
    assert driver_url("sqlite:///x") == "sqlite:///x"


def test_keys_of_different_purposes_differ():
    assert derived("secret", "totp") != derived("secret", "recovery-codes")


def test_every_setting_stands_in_the_documented_table_with_its_default():
    table = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| `MATCHMAKER_(\w+)` \| `?([^|`]*)`? \|", table, re.MULTILINE))

    shown = {
        setting.name: str(
            int(setting.default) if isinstance(setting.default, bool) else setting.default
        )
        for setting in SETTINGS
    }
    assert {name: default.strip() for name, default in rows.items()} == shown
