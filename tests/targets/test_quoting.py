"""Where last year's words seem to come again in a new text."""

import pytest

from targets.years.quoting import clauses, likeliest

BODY = (
    "一、目标\n今年实现新植金银花600亩,核桃1200亩;出栏黄羊9000头。力争参保率达到100%。加强防汛，做好防火。\n"
)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("今年实现新植金银花500亩", "今年实现新植金银花600亩"),
        ("核桃1000亩", "核桃1200亩"),
        ("出栏黄羊8000头", "出栏黄羊9000头"),
        ("加强防汛,做好防火", "加强防汛，做好防火"),
        ("加强防汛、抗旱,做好防火", "加强防汛，做好防火"),
        ("完成投资1亿元", ""),
        ("500亩", ""),
        ("", ""),
    ],
)
def test_the_likeliest_words_stand_in_the_text_or_none_are_proposed(words, found):
    assert likeliest(words, BODY, clauses(BODY)) == found
    assert found in BODY


@pytest.mark.parametrize("body", ["", "\n", "。。。", "一"])
def test_a_text_without_words_proposes_nothing(body):
    assert likeliest("今年实现新植金银花500亩", body, clauses(body)) == ""


def test_every_promise_of_2021_finds_its_own_words_in_its_own_text(facts):
    body = facts.documents.get().body
    parts = clauses(body)
    quotes = list(facts.targets.values_list("quote", flat=True))
    found = [likeliest(quote, body, parts) for quote in quotes]
    assert all(words in body for words in found)
    same = sum(words == quote.strip("、") for words, quote in zip(found, quotes, strict=True))
    assert same >= len(quotes) * 0.6, same
