"""Chinese among English is marked for fonts and screen readers; the step the program makes is translated."""

import pytest
from django.utils.translation import override

from targets.step_names import step_name
from targets.templatetags.chinese import chinese


@pytest.mark.parametrize(
    ("text", "in_english"),
    [
        ("Agriculture · 分管农业副镇长", 'Agriculture · <span lang="zh-Hans">分管农业副镇长</span>'),
        ("“初稿（一）” was planned", '“<span lang="zh-Hans">初稿（一）</span>” was planned'),
        ("12 mu & more", "12 mu &amp; more"),
        ("<b>村", '&lt;b&gt;<span lang="zh-Hans">村</span>'),
        (None, ""),
    ],
)
def test_what_is_chinese_on_an_english_page_is_marked_and_nothing_of_it_is_markup(text, in_english):
    with override("en"):
        assert str(chinese(text)) == in_english
    with override("zh-hans"):
        assert chinese(text) == (text or "")
        assert not hasattr(chinese(text), "__html__"), "the template escapes it"


def test_only_the_step_of_the_program_has_an_english_name():
    with override("en"):
        assert [step_name(name) for name in ("完成", "验收")] == ["Completion", "验收"]
    with override("zh-hans"):
        assert [step_name(name) for name in ("完成", "验收")] == ["完成", "验收"]
