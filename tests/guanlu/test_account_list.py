"""Reading a pasted list of accounts, and what each of its lines would do."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from guanlu.account_check import Outcome, check_list
from guanlu.account_list import MOST_LINES, read_lines
from guanlu.models import User
from tests.targets.factories import give_duty, make_office, make_village

DAY = date(2021, 6, 20)
CELLS = ("li", "李四", "填报人", "关渡村")


def cells(text):
    return [(line.username, line.full_name, line.role, line.place) for line in read_lines(text)]


@pytest.mark.parametrize(
    "text",
    [
        "li\t李四\t填报人\t关渡村",
        "li\t李四\t填报人\t关渡村\t\t\r\n",
        "li,李四,填报人,关渡村",
        "li，李四，填报人，关渡村",
        "li；李四；填报人；关渡村",
        "li;李四, 填报人 ，关渡村",
        "li   李四  填报人   关渡村",
        "li　李四　填报人　关渡村",
        "li 李四 填报人 关渡村",
        '"li"\t"李四"\t"填报人"\t"关渡村"',
        "\ufeffli\t李四\t填报人\t关渡村",
        "\n\n  li，李四，填报人，关渡村  \n \n",
        "用户名\t姓名\t角色\t村（社区）或责任单位\nli\t李四\t填报人\t关渡村",
        "User name, Name, Role, Office\nli, 李四, 填报人, 关渡村",
        "序号\t姓名\t单位\t角色\t账号\n1\t李四\t关渡村\t填报人\tli",
    ],
)
def test_a_line_is_read_as_people_divide_it(text):
    assert cells(text) == [CELLS]


def test_a_name_with_single_blanks_stays_whole_beside_other_separators():
    assert cells("li\tLi Si\tReporter\tOffice of Works, Roads") == [
        ("li", "Li Si", "Reporter", "Office of Works, Roads")
    ]
    assert cells("li LiSi Reporter Office of Works") == [("li", "LiSi", "Reporter", "Office of Works")]


def test_lines_keep_the_numbers_they_have_in_the_text():
    assert [line.number for line in read_lines("\n用户名,姓名,角色\nli,李四\n\nwang,王五")] == [3, 5]


@pytest.mark.parametrize("text", ["", " \n\t\n", "用户名，姓名，角色，单位"])
def test_a_text_without_a_line_is_refused(text):
    with pytest.raises(ValidationError, match="至少"):
        read_lines(text)


@pytest.mark.parametrize(("count", "is_refused"), [(MOST_LINES, False), (MOST_LINES + 1, True)])
def test_a_list_has_an_end(count, is_refused):
    text = "\n".join(f"u{number},人,填报人,关渡村" for number in range(count))
    if not is_refused:
        assert len(read_lines(text)) == count
        return
    with pytest.raises(ValidationError, match=str(MOST_LINES)):
        read_lines(text)


@pytest.fixture
def town(make_user):
    """A village and two offices, one out of use; li is there, gone is deactivated, root is a superuser."""
    office, village = make_office("农业服务中心", name_en="Farming office"), make_village("关渡村")
    make_village("旧村", ended_on=date(2021, 6, 20))
    make_office("旧办公室", is_active=False)
    make_office("双名", name_en="twice")
    make_village("双名")
    li = make_user("li", "李四")
    make_user("gone", "钱七", is_active=False)
    make_user("root", "根", is_superuser=True)
    make_user("zhang", "张三", administrator=True)
    give_duty(li, "reporter", village=village)
    give_duty(li, "reviewer", office, ends_on=date(2021, 9, 1))
    give_duty(li, "leader", office, ends_on=date(2021, 6, 20))
    return office


def checked(text, by=None):
    return check_list(text, DAY, by or User.objects.get(username="zhang")).lines


@pytest.mark.parametrize(
    ("line", "outcome", "sentence"),
    [
        ("sun,孙六,填报人,关渡村", Outcome.ACCOUNT, ""),
        ("sun,孙六,填报员,农业服务中心", Outcome.ACCOUNT, ""),
        ("sun,孙六,REVIEWER,farming  OFFICE", Outcome.ACCOUNT, ""),
        ("sun,孙六,镇领导,农业服务中心", Outcome.ACCOUNT, ""),
        ("sun,孙六,管理员,", Outcome.ACCOUNT, ""),
        ("sun,孙六,administrator", Outcome.ACCOUNT, ""),
        ("ｓｕｎ,孙六,填报人,关渡村", Outcome.ACCOUNT, ""),
        ("李四,李四,填报人,关渡村", Outcome.ACCOUNT, ""),
        ("li,李四,填报人,农业服务中心", Outcome.DUTY, ""),
        ("li,,填报人,农业服务中心", Outcome.DUTY, ""),
        ("li,李四,镇领导,农业服务中心", Outcome.DUTY, ""),  # the one held ends on that day
        ("li,李四,管理员,", Outcome.DUTY, ""),
        ("li,李四,填报人,关渡村", Outcome.NOTHING, "自 2021-01-01 起"),
        ("li,李四,审核人,农业服务中心", Outcome.NOTHING, "2021-09-01"),
        ("zhang,张三,管理员,", Outcome.NOTHING, "已是管理员"),
        ("li,别人,填报人,农业服务中心", Outcome.REFUSED, "已属于“李四”"),
        ("LI,李四,填报人,关渡村", Outcome.REFUSED, "大小写不同的用户名 li"),
        ("gone,钱七,填报人,关渡村", Outcome.REFUSED, "已停用"),
        ("root,根,填报人,关渡村", Outcome.REFUSED, "超级用户"),
        ("root,根,管理员,", Outcome.REFUSED, "超级用户"),
        ("sun,孙六,审核人,关渡村", Outcome.REFUSED, "不能对应村（社区）"),
        ("sun,孙六,镇领导,关渡村", Outcome.REFUSED, "不能对应村（社区）"),
        ("sun,孙六,填报人,", Outcome.REFUSED, "请选择其中一个"),
        ("sun,孙六,管理员,农业服务中心", Outcome.REFUSED, "此列请留空"),
        ("sun,孙六,书记,农业服务中心", Outcome.REFUSED, "不是角色"),
        ("sun,孙六,,农业服务中心", Outcome.REFUSED, "不是角色"),
        ("sun,孙六,填报人,农业中心", Outcome.REFUSED, "是否应为“农业服务中心”"),
        ("sun,孙六,填报人,xyz", Outcome.REFUSED, "没有名为“xyz”"),
        ("sun,孙六,填报人,双名", Outcome.REFUSED, "都有名为"),
        ("sun,孙六,填报人,旧办公室", Outcome.REFUSED, "该责任单位已停用"),
        ("sun,孙六,填报人,旧村", Outcome.REFUSED, "已撤并"),
        ("sun,,填报人,关渡村", Outcome.REFUSED, "用户名和姓名"),
        (",孙六,填报人,关渡村", Outcome.REFUSED, "用户名和姓名"),
        ("s n!,孙六,填报人,关渡村", Outcome.REFUSED, "用户名："),
        (f"sun,{'长' * 51},填报人,关渡村", Outcome.REFUSED, "姓名："),
        ("sun,孙六,填报人,关渡村,备注", Outcome.REFUSED, "超过四列"),
    ],
)
def test_what_a_line_would_do(town, line, outcome, sentence):
    [answer] = checked(line)
    assert answer.outcome == outcome
    assert (sentence in " ".join(answer.sentences)) if sentence else answer.sentences == ()


def test_everything_wrong_with_a_line_is_said_at_once(town):
    [answer] = checked("sun,,书记,农业中心")
    assert len(answer.sentences) == 3


def test_a_superuser_may_list_a_superuser(town):
    [answer] = checked("root,根,填报人,关渡村", by=User.objects.get(username="root"))
    assert answer.outcome == Outcome.DUTY


def test_several_duties_are_several_lines_of_one_new_account(town):
    lines = checked("sun,孙六,填报人,关渡村\nsun,孙六,审核人,农业服务中心\nsun,,管理员,")
    assert [line.outcome for line in lines] == [Outcome.ACCOUNT, Outcome.DUTY, Outcome.DUTY]
    assert len({id(line.user) for line in lines}) == 1


@pytest.mark.parametrize(
    ("second", "sentence"),
    [
        ("sun,孙六,填报人,关渡村", "与第 1 行重复"),
        ("sun,孙七,审核人,农业服务中心", "已属于“孙六”"),
        ("Sun,孙六,审核人,农业服务中心", "大小写不同"),
    ],
)
def test_a_user_name_stands_for_one_person_and_a_duty_once(town, second, sentence):
    lines = checked(f"sun,孙六,填报人,关渡村\n{second}")
    assert lines[1].outcome == Outcome.REFUSED
    assert sentence in lines[1].sentences[0]


def test_checking_a_list_stores_nothing_and_costs_the_same_queries_at_any_length(
    town, django_assert_num_queries
):
    by = User.objects.get(username="zhang")
    users = User.objects.count()
    for length in (3, 30):
        text = "\n".join(f"u{number},人,填报人,关渡村" for number in range(length))
        with django_assert_num_queries(5):
            assert len(check_list(text, DAY, by).lines) == length
    assert User.objects.count() == users


def test_the_fingerprint_tells_apart_what_would_be_done(town):
    by = User.objects.get(username="zhang")
    text = "sun,孙六,填报人,关渡村"
    first = check_list(text, DAY, by).fingerprint
    assert check_list(text, DAY, by).fingerprint == first
    assert check_list(text, date(2021, 7, 1), by).fingerprint != first
    assert check_list(text.replace("关渡村", "农业服务中心"), DAY, by).fingerprint != first
    User.objects.create(username="sun", full_name="孙六")
    assert check_list(text, DAY, by).fingerprint != first
