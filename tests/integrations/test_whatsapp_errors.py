"""Every code of WhatsApp's table has a meaning that a sender can act on."""

import pytest

from platform_app.integrations.whatsapp.errors import Action, explain, is_known

TABLE = {
    Action.RETRY: (1, 2, 4, 613, 80007, 131000, 131016, 131057, 134101),
    Action.PAIR: (131056,),
    Action.SLOW: (130429,),
    Action.PAUSE_NUMBER: (33, 131037, 131045, 131048, 133010),
    Action.PAUSE_CAMPAIGN: (131063, 131064, 132000, 132001, 132007, 132015, 132016, 132068, 132069),
    Action.PAUSE_COMPANY: (0, 3, 10, 190, 200, 299, 368, 131005, 131031, 131042, 131044),
    Action.DEFER: (131049,),
    Action.STOP: (130403, 130472, 130497, 131021, 131047, 132005, 132008, 132012, 132018, 135000),
    Action.BAD_NUMBER: (131026,),
    Action.OPT_OUT: (131050,),
    Action.FIX: (100, 131008, 131009, 131030, 131051, 131053, 134011, 139200),
}


@pytest.mark.parametrize(("action", "codes"), TABLE.items(), ids=str)
def test_a_known_code_has_the_action_of_the_table(action: Action, codes: tuple[int, ...]):
    assert {explain(code).action for code in codes} == {action}
    assert all(is_known(code) for code in codes)


def test_every_meaning_is_two_sentences_for_people():
    meanings = [explain(code) for codes in TABLE.values() for code in codes]
    for meaning in meanings:
        assert meaning.sentence.endswith(".")
        assert meaning.advice.endswith(".")


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
