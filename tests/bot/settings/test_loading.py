"""Settings: from the file, .env and the environment; every mistake at once, each with its path."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from pydantic import BaseModel, ConfigDict, SecretStr

from bot.settings.loading import BadSettings, Settings, load_settings


class Neighbour(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    api_key: SecretStr = SecretStr("")
    key_file: str = ""
    stages: dict[str, str] = {}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def load(toml: str = "", *, env: str = "", **environment: str) -> Settings:
    if toml:
        Path("ringdesk.toml").write_text(toml, "utf-8")
    if env:
        Path(".env").write_text(env, "utf-8")
    named = {f"RINGDESK_{name}": value for name, value in environment.items()}
    return load_settings({"smith": Neighbour}, None, named)


def mistakes(toml: str = "", *, env: str = "", **environment: str) -> dict[str, str]:
    with pytest.raises(BadSettings) as bad:
        load(toml, env=env, **environment)
    return {it.path: it.message for it in bad.value.mistakes}


def token(settings: Settings) -> str:
    return settings.telegram.token.get_secret_value()


def test_without_anything_the_defaults_hold() -> None:
    settings = load()
    assert (settings.server.port, settings.calls.max_attempts, settings.path) == (8080, 3, None)
    assert settings.given == frozenset()


def test_all_mistakes_are_reported_together_each_with_its_path() -> None:
    found = mistakes(
        """
        telegrm = {}
        [telegram]
        tokn = "x"
        [shop]
        hours = "Mon 9"
        timezone = "Moscow"
        holidays = "XX"
        [calls]
        retry_after = "half an hour"
        max_attempts = 0
        [sources.site]
        secrt = "x"
        [smith]
        api_kye = "x"
        [server]
        public_url = "desk.example.com"
        """
    )
    assert set(found) == {
        "telegrm", "telegram.tokn", "shop.hours", "shop.timezone", "shop.holidays", "calls.retry_after",
        "calls.max_attempts", "sources.site.secrt", "smith.api_kye", "server.public_url",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("toml", "path", "name"),
    [
        ("[telegrm]", "telegrm", "telegram"),
        ("[telegram]\ntokn = 'x'", "telegram.tokn", "token"),
        ("[sources.site]\nsecrt = 'x'", "sources.site.secrt", "secret"),
        ("[smith]\napi_kye = 'x'", "smith.api_kye", "api_key"),
    ],
)
def test_an_unknown_key_is_told_the_nearest_known_one(toml: str, path: str, name: str) -> None:
    assert mistakes(toml) == {path: f"there is no such setting; did you mean {name}?"}


def test_a_strange_key_gets_no_silly_advice() -> None:
    assert mistakes("[zzzqqq]") == {"zzzqqq": "there is no such setting"}


@pytest.mark.parametrize("broken", [b"[telegram", b"\xff\xfe["])
def test_a_file_that_is_no_toml_is_named(broken: bytes) -> None:
    Path("ringdesk.toml").write_bytes(broken)
    assert set(mistakes()) == {"ringdesk.toml"}


def test_a_missing_file_that_was_asked_for_is_a_mistake() -> None:
    assert mistakes(CONFIG="elsewhere.toml") == {"elsewhere.toml": "there is no such file"}


def test_the_file_may_be_named_by_the_environment() -> None:
    Path("other.toml").write_text("[server]\nport = 9000", "utf-8")
    settings = load(CONFIG="other.toml")
    assert (settings.server.port, settings.path) == (9000, Path("other.toml"))


def test_the_environment_beats_env_beats_the_file() -> None:
    file, env = "[telegram]\ntoken = 'file'\nlanguage = 'en'", "RINGDESK_TELEGRAM__TOKEN=dotenv"
    assert token(load(file)) == "file"
    assert token(load(file, env=env)) == "dotenv"
    settings = load(file, env=env, TELEGRAM__TOKEN="environment")
    assert (token(settings), settings.telegram.language) == ("environment", "en")


def test_env_may_hold_what_is_none_of_our_business() -> None:
    env = "COMPOSE_PROJECT_NAME=shop\nRINGDESK_CONFIG=x.toml\nRINGDESK_TELEGRAM__TOKEN=ours\n"
    assert token(load(env=env)) == "ours"


def test_names_that_kubernetes_makes_up_are_left_alone() -> None:
    assert load(PORT="tcp://10.0.0.1:8080", SERVICE_HOST="10.0.0.1").server.port == 8080


@pytest.mark.parametrize("where", ["environment", ".env"])
def test_a_mistyped_variable_is_a_mistake_wherever_it_stands(where: str) -> None:
    if where == ".env":
        found = mistakes(env="RINGDESK_TELEGRAM__TOKNE=x\nRINGDESK_TELEGRM__TOKEN=x\n")
    else:
        found = mistakes(TELEGRAM__TOKNE="x", TELEGRM__TOKEN="x")
    assert found == {
        "telegram.tokne": "there is no such setting; did you mean token?",
        "telegrm": "there is no such setting; did you mean telegram?",
    }


@pytest.mark.parametrize("where", ["environment", ".env"])
def test_a_value_may_stand_in_a_file_and_is_stripped(where: str) -> None:
    Path("secret").write_text("  from a file \n", "utf-8")
    if where == ".env":
        settings = load(env="RINGDESK_TELEGRAM__TOKEN_FILE=secret")
    else:
        settings = load(TELEGRAM__TOKEN_FILE="secret")
    assert token(settings) == "from a file"


def test_a_secret_file_that_is_not_there_is_reported_with_the_other_mistakes() -> None:
    found = mistakes("[calls]\nmax_attempts = 0", TELEGRAM__TOKEN_FILE="/nowhere")
    assert set(found) == {"telegram.token", "calls.max_attempts"}
    assert "/nowhere" in found["telegram.token"]


def test_a_setting_whose_own_name_ends_like_a_file_is_taken_as_it_is() -> None:
    smith = load(SMITH__KEY_FILE="/etc/key.json").neighbours["smith"]
    assert isinstance(smith, Neighbour)
    assert smith.key_file == "/etc/key.json"


@pytest.mark.parametrize("secret", ["1234567890", "true", "null", "1e5", '"quoted"', "{not json"])
def test_a_secret_from_the_environment_is_taken_letter_by_letter(secret: str) -> None:
    settings = load(SOURCES__SITE__SECRET=secret, TELEGRAM__TOKEN=secret)
    assert settings.sources["site"].secrets == (secret,)
    assert token(settings) == secret


def test_lists_and_tables_come_from_the_environment_as_json() -> None:
    settings = load(
        TELEGRAM__ADMINS="[1, 2]",
        SOURCES__SITE__SECRET='["old", "new"]',
        SOURCES__SITE__REF='["order_id", "phone"]',
        SMITH__STAGES='{"a": "b"}',
        SHOP__FOREIGN_NUMBERS="true",
        SERVER__PORT="9000",
    )
    assert settings.telegram.admins == (1, 2)
    assert (settings.sources["site"].secrets, settings.sources["site"].refs) == (("old", "new"), ("order_id", "phone"))
    assert (settings.shop.foreign_numbers, settings.server.port) == (True, 9000)


def test_a_list_written_otherwise_is_a_mistake_at_its_own_path() -> None:
    assert set(mistakes(TELEGRAM__ADMINS="1, 2")) == {"telegram.admins"}


def test_an_entry_of_a_table_may_be_added_from_the_environment() -> None:
    settings = load("[smith.stages]\nnew = 'N'", SMITH__STAGES__WON="W")
    smith = settings.neighbours["smith"]
    assert isinstance(smith, Neighbour)
    assert smith.stages == {"new": "N", "won": "W"}
    assert settings.given == {"smith"}


def test_the_secret_of_a_source_may_come_from_the_environment_alone() -> None:
    settings = load("[sources.site]\nref = 'phone'", SOURCES__SITE__SECRET="s3cret")
    assert (settings.sources["site"].secrets, settings.sources["site"].refs) == (("s3cret",), ("phone",))


def test_an_empty_secret_closes_the_source() -> None:
    assert load("[sources.site]\nsecret = ''").sources["site"].secrets == ()


@pytest.mark.parametrize("written", ["secret = 12", "secret = ['a', 12]"])
def test_a_mistake_in_a_union_is_told_without_the_machinery(written: str) -> None:
    found = mistakes(f"[sources.site]\n{written}")
    assert all("lax-or-strict" not in path for path in found)
    assert all(path.startswith("sources.site.secret") for path in found)


def test_no_secret_is_quoted_by_a_mistake() -> None:
    found = mistakes("[telegram]\ntoken = ['hunter2-hunter2']\n[smith]\napi_key = ['hunter2-hunter2']")
    assert "hunter2" not in repr(found)


def test_durations_are_written_as_people_say_them() -> None:
    calls = "[calls]\nretry_after = '1h30m'\nresult_timeout = '90s'\nrecheck = '2h'\n"
    settings = load(f"{calls}[jobs]\nlongest_pause = '1d'")
    assert (settings.calls.retry_after, settings.calls.result_timeout) == (timedelta(minutes=90), timedelta(seconds=90))
    assert (settings.calls.recheck, settings.jobs.longest_pause) == (timedelta(hours=2), timedelta(days=1))


def test_s0_40_the_recheck_is_off_by_default_and_when_it_is_empty() -> None:
    assert load().calls.recheck is None
    assert load("[calls]\nrecheck = ''").calls.recheck is None


def test_days_that_differ_are_read_by_their_date() -> None:
    settings = load("[shop.exceptions]\n2027-01-09 = '10:00-16:00'\n2027-03-08 = 'closed'")
    assert settings.shop.exceptions == {date(2027, 1, 9): "10:00-16:00", date(2027, 3, 8): "closed"}


def test_a_day_that_nobody_can_read_is_a_mistake_before_the_desk_runs() -> None:
    assert "shop.exceptions" in mistakes("[shop.exceptions]\n2027-01-09 = 'ten to four'")


@pytest.mark.parametrize(("country", "fine"), [("RU", True), ("DE-BY", True), ("DE-XX", False), ("Q", False)])
def test_x_13_holidays_are_of_a_country_or_of_a_part_of_it(country: str, fine: bool) -> None:
    if fine:
        assert load(f"[shop]\nholidays = '{country}'").shop.holidays == country
    else:
        assert set(mistakes(f"[shop]\nholidays = '{country}'")) == {"shop.holidays"}


def test_an_address_loses_its_slash() -> None:
    assert load("[server]\npublic_url = 'https://desk.example.com/'").server.public_url == "https://desk.example.com"


@pytest.mark.parametrize("secret", ["", "with space", "ключ", "x" * 257])
def test_webhook_mode_without_a_usable_secret_is_a_mistake(tmp_path: Path, secret: str) -> None:
    file = tmp_path / "ringdesk.toml"
    file.write_text(f'[telegram]\nmode = "webhook"\nwebhook_secret = "{secret}"\n', "utf-8")
    with pytest.raises(BadSettings, match="webhook_secret"):
        load_settings({}, file, {})
