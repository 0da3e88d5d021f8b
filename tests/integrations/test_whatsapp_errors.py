"""Every code of WhatsApp's table has a meaning of its own that a sender can act on."""

import pytest

from platform_app.integrations.whatsapp.errors import (
    Action,
    Arrives,
    Scope,
    all_codes,
    explain,
    is_known,
)

PAUSES = {
    Scope.TEMPLATE: (132000, 132001, 132007, 132015, 132016, 132068, 132069),
    Scope.NUMBER: (33, 131037, 131045, 131048, 133010),
    Scope.WABA: (0, 3, 10, 190, 200, 299, 131005, 131031, 131042, 131044, 131063, 131064),
    Scope.PORTFOLIO: (368,),
}
TABLE = {
    Action.RETRY: (1, 2, 4, 613, 80007, 131000, 131016, 131057, 134101, 139102, 139103),
    Action.PAIR: (131056,),
    Action.SLOW: (130429,),
    Action.DEFER: (131049,),
    Action.STOP: (
        *(130403, 130472, 130497, 131021, 131047, 131052, 131060, 131062),
        *(132005, 132008, 132012, 132018, 135000, 137000),
    ),
    Action.BAD_NUMBER: (131026,),
    Action.OPT_OUT: (131050,),
    Action.FIX: (
        *(100, 131008, 131009, 131014, 131020, 131030, 131041, 131051, 131053, 131055),
        *(131059, 131061, *range(131201, 131216), 132021, 134011, 134100, 134102, 136024, 139200),
        *(133000, 133004, 133005, 133006, 133008, 133009, 133015, 133016, *range(138000, 138019)),
        *(*range(139000, 139005), 139100, 139101, 141002, *range(147001, 147006)),
        *(200005, 200006, 200007, 1752041, 2388012, 2388019, 2388024, 2388039, 2388040, 2388047),
        *(2388072, 2388073, 2388091, 2388093, 2388103, 2388293, 2388299, 2494100),
        *(*range(2494164, 2494180), 2593107, 2593108, 2593109),
    ),
}


@pytest.mark.parametrize(("action", "codes"), TABLE.items(), ids=str)
def test_a_known_code_has_the_action_of_the_table(action: Action, codes: tuple[int, ...]):
    assert {explain(code).action for code in codes} == {action}


@pytest.mark.parametrize(("scope", "codes"), PAUSES.items(), ids=str)
def test_a_pause_reaches_as_far_as_the_table_says(scope: Scope, codes: tuple[int, ...]):
    assert {(explain(code).action, explain(code).scope) for code in codes} == {
        (Action.PAUSE, scope)
    }


def test_the_two_tables_name_every_code():
    named = {code for codes in (*TABLE.values(), *PAUSES.values()) for code in codes}
    assert named | set(range(200, 300)) == set(all_codes())


def test_every_meaning_is_two_sentences_of_its_own():
    meanings = {explain(code).sentence: explain(code) for code in all_codes()}
    assert all(one.sentence.endswith(".") and one.advice.endswith(".") for one in meanings.values())
    ranges = 99 + 14 + 18 + 15  # codes that share a row with a range of others
    assert len(meanings) == len(all_codes()) - ranges


def test_a_table_says_where_each_code_is_seen():
    assert explain(190).arrives is Arrives.ANSWER
    assert explain(131049).arrives is Arrives.STATUS
    assert explain(131000).arrives is Arrives.BOTH


@pytest.mark.parametrize("code", [None, 999999, -1])
def test_an_unknown_code_stops_its_recipient_and_pauses_when_repeated(code: int | None):
    meaning = explain(code)
    assert not is_known(code)
    assert meaning.action is Action.STOP
    assert meaning.pauses_when_repeated


def test_an_unknown_code_is_named_to_the_reader():
    assert "999999" in explain(999999).sentence


def test_row_data_errors_pause_the_campaign_only_when_repeated():
    assert explain(132012).pauses_when_repeated
    assert not explain(131026).pauses_when_repeated


def test_a_general_code_that_blames_the_template_is_the_templates_matter():
    assert explain(100, "Template name does not exist in en").action is Action.PAUSE
    assert explain(100, "Invalid parameter").action is Action.FIX


def test_wrong_categories_stop_only_the_campaigns_of_that_category():
    assert explain(131064).category == "UTILITY"
    assert explain(131063).category == "MARKETING"
    assert explain(131042).category is None
