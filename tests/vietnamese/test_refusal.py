"""Refusals speak both languages, carry safe facts and keep proposals to themselves."""

import pickle
import re
from pathlib import Path

import pytest

import aoxanh.vietnamese
from aoxanh.vietnamese.refusal import MESSAGES, VIETNAMESE, Ambiguous, Caution, Refusal

SOURCES = "\n".join(path.read_text() for path in Path(aoxanh.vietnamese.__file__).parent.glob("*.py"))
PLACES = re.compile(r"%\((\w+)\)s")


def test_every_code_has_both_languages_with_the_same_places():
    assert MESSAGES.keys() == VIETNAMESE.keys()
    for code, english in MESSAGES.items():
        assert set(PLACES.findall(english)) == set(PLACES.findall(VIETNAMESE[code]))


def test_every_code_that_is_raised_has_words_and_every_word_is_raised():
    raised = set(re.findall(r"(?:Refusal|Ambiguous|Caution)\(\s*\"([a-z_]+\.[a-z_0-9]+)\"", SOURCES))
    assert raised == MESSAGES.keys()


@pytest.mark.parametrize("code", MESSAGES)
def test_a_refusal_says_what_to_do_next(code):
    facts = dict.fromkeys(PLACES.findall(MESSAGES[code]), "3")
    assert str(Refusal(code, **facts)) == str(Caution(code, facts)) == VIETNAMESE[code] % facts
    assert Refusal(code, **facts).message == Caution(code, facts).message == MESSAGES[code]
    assert str(Refusal(code, **facts)).endswith(".")
    assert "hãy" in VIETNAMESE[code].lower()


def test_a_proposal_is_in_no_text_of_the_refusal():
    refusal = Refusal("citizen_id.lost_zero", proposal="042203001234")
    assert "042203001234" not in f"{refusal} {refusal!r} {refusal.args} {refusal.facts}"
    assert not isinstance(refusal, ValueError)


def test_an_ambiguity_is_a_refusal_that_names_its_readings():
    refusal = Ambiguous("number.ambiguous", readings=(1, 2), text="x", vietnamese="1", english="2")
    assert isinstance(refusal, Refusal)
    assert (refusal.readings, refusal.proposal) == ((1, 2), 1)
    assert repr(refusal) == "Ambiguous('number.ambiguous')"


def test_the_room_knows_no_django():
    assert re.findall(r"^\s*(?:from|import)\s+django", SOURCES, re.MULTILINE) == []


@pytest.mark.parametrize(
    "refusal",
    [
        Refusal("date.impossible", proposal=3, day=31, month=2),
        Ambiguous("date.two_readings", readings=("3/4", "4/3"), one="3/4", other="4/3"),
    ],
)
def test_a_refusal_reaches_another_process_whole(refusal):
    there = pickle.loads(pickle.dumps(refusal))
    assert type(there) is type(refusal)
    assert vars(there) == vars(refusal)
    assert (there.args, repr(there)) == (refusal.args, repr(refusal))
