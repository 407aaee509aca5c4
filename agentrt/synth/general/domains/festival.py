"""A film festival: films with one or more directors, cinemas, screens, screenings, visitors, tickets, jury votes."""

from __future__ import annotations

from datetime import date

from agentrt.synth.general.declare import (
    Action,
    Choice,
    Day,
    Delete,
    Domain,
    Draw,
    Insert,
    Money,
    Ref,
    Rule,
    Set,
    SetAll,
    Table,
    Text,
    Whole,
)
from agentrt.synth.general.words import in_order, pattern, person

CINEMAS = "Apollo Capitol Lumen Odeon Rex".split()
COUNTRIES = {"France": 4, "Japan": 3, "Brazil": 2, "Denmark": 2, "Iran": 2, "Canada": 2}
COUNTRIES_ZH = {
    "France": "法国",
    "Japan": "日本",
    "Brazil": "巴西",
    "Denmark": "丹麦",
    "Iran": "伊朗",
    "Canada": "加拿大",
}
FILM = pattern(
    "{one} {two}",
    one="Seven Late Blue Empty Northern Paper Slow White Last Other Small Long Far".split(),
    two="Summers Tides Letters Rooms Winters Roads Hours Birds Stones Lights Houses Rivers".split(),
)
HOURS = {"11:00": 2, "14:00": 3, "17:00": 3, "20:00": 4, "22:30": 2}
HOURS_ZH = {one: one for one in HOURS}


def _agree(draw: Draw) -> None:
    """A screen shows one film at a time; the past is shown; a visitor has one ticket for a screening at most."""
    today = draw.today.isoformat()
    taken: set[tuple[object, ...]] = set()
    for one in draw.tables["screenings"]:
        while (one["screen_id"], one["day"], one["hour"]) in taken:
            one["screen_id"] = draw.rng.choice(draw.tables["screens"])["screen_id"]
            one["hour"] = draw.rng.choice(list(HOURS))
        taken.add((one["screen_id"], one["day"], one["hour"]))
        if one["status"] != "cancelled":
            one["status"] = "shown" if str(one["day"]) < today else "scheduled"
    sold: dict[object, int] = {}
    for ticket in draw.tables["tickets"]:
        while True:
            screening = draw.keys["screenings"][ticket["screening_id"]]
            seats = int(draw.keys["screens"][screening["screen_id"]]["seats"] or 0)
            if (ticket["screening_id"], ticket["visitor_id"]) not in taken and sold.get(
                screening["screening_id"], 0
            ) < seats:
                break
            ticket["screening_id"] = draw.rng.choice(draw.tables["screenings"])["screening_id"]
        taken.add((ticket["screening_id"], ticket["visitor_id"]))
        sold[ticket["screening_id"]] = sold.get(ticket["screening_id"], 0) + 1
        ticket["price"] = screening["price"]
        if screening["status"] == "cancelled":
            ticket["status"] = "refunded"
    for table, first, second in (("credits", "film_id", "director_id"), ("votes", "juror_id", "film_id")):
        for one in draw.tables[table]:
            while (table, one[first], one[second]) in taken:
                one[second] = draw.rng.choice(draw.tables["films" if second == "film_id" else "directors"])[second]
            taken.add((table, one[first], one[second]))


FESTIVAL = Domain(
    name="festival",
    summary="A film festival: directors, films, cinemas, screens, screenings, visitors, tickets, jurors and votes.",
    summary_zh="一个电影节：导演、影片、影院、影厅、放映、观众、票、评委和评分。",
    today=date(2026, 8, 24),
    tables=(
        Table(
            name="directors",
            key="director_id",
            prefix="DI-",
            rows=26,
            one="director",
            zh="导演",
            measure="位",
            columns=(
                Text("name", unique=True, make=person, zh="姓名"),
                Choice("country", COUNTRIES, words_zh=COUNTRIES_ZH, zh="国家"),
                Whole("born", 1940, 2000, adds=False, label="year of birth", zh="出生年份"),
            ),
        ),
        Table(
            name="films",
            key="film_id",
            prefix="FI-",
            rows=48,
            one="film",
            zh="影片",
            measure="部",
            columns=(
                Text("title", unique=True, make=FILM, zh="片名"),
                Choice(
                    "section",
                    {"competition": 3, "panorama": 4, "shorts": 2},
                    words_zh={"competition": "主竞赛", "panorama": "全景", "shorts": "短片"},
                    zh="单元",
                ),
                Whole("minutes", 8, 190, label="running time", unit="minutes", unit_zh="分钟", zh="片长"),
                Whole("age", 0, 18, step=6, adds=False, label="age limit", unit="years", unit_zh="岁", zh="年龄限制"),
                Money("fee", 100, 2500, step=50, shape="low", label="screening fee", zh="放映费"),
            ),
        ),
        Table(
            name="credits",
            key="credit_id",
            prefix="CR-",
            rows=66,
            one="credit",
            zh="主创记录",
            measure="条",
            about="Who directed which film, alone or with others.",
            columns=(
                Ref("film_id", "films"),
                Ref("director_id", "directors", spread="skewed"),
            ),
        ),
        Table(
            name="cinemas",
            key="cinema_id",
            prefix="CI-",
            rows=len(CINEMAS),
            one="cinema",
            zh="影院",
            measure="家",
            columns=(
                Text("name", unique=True, make=in_order(*CINEMAS), zh="名称"),
                Choice(
                    "access",
                    {"step-free": 3, "stairs": 2},
                    words_zh={"step-free": "无障碍", "stairs": "有台阶"},
                    zh="通行条件",
                ),
            ),
        ),
        Table(
            name="screens",
            key="screen_id",
            prefix="SN-",
            rows=13,
            one="screen",
            zh="影厅",
            measure="个",
            columns=(
                Ref("cinema_id", "cinemas"),
                Whole("seats", 3, 16, label="number of seats", zh="座位数"),
                Choice(
                    "format",
                    {"digital": 4, "35 mm": 2},
                    words_zh={"digital": "数字", "35 mm": "35 毫米胶片"},
                    zh="放映格式",
                ),
            ),
        ),
        Table(
            name="screenings",
            key="screening_id",
            prefix="SG-",
            rows=85,
            one="screening",
            zh="放映场次",
            measure="场",
            columns=(
                Ref("film_id", "films"),
                Ref("screen_id", "screens"),
                Day("day", -4, 8, label="date", zh="日期"),
                Choice("hour", HOURS, words_zh=HOURS_ZH, label="start time", zh="开始时间"),
                Money("price", 6, 18, label="ticket price", zh="票价"),
                Choice(
                    "status",
                    {"scheduled": 9, "shown": 1, "cancelled": 1},
                    words_zh={"scheduled": "已排期", "shown": "已放映", "cancelled": "已取消"},
                    zh="状态",
                ),
            ),
        ),
        Table(
            name="visitors",
            key="visitor_id",
            prefix="VI-",
            rows=50,
            one="visitor",
            zh="观众",
            measure="位",
            columns=(
                Text("name", unique=True, make=person, zh="姓名"),
                Whole("age", 9, 80, adds=False, label="age", unit="years", unit_zh="岁", zh="年龄"),
                Choice(
                    "badge",
                    {"day": 5, "festival": 3, "industry": 1},
                    words_zh={"day": "单日证", "festival": "全程证", "industry": "业内证"},
                    zh="证件",
                ),
                Money("wallet", 0, 80, shape="low", label="wallet balance", zh="账户余额"),
            ),
        ),
        Table(
            name="tickets",
            key="ticket_id",
            prefix="TI-",
            rows=230,
            one="ticket",
            zh="票",
            measure="张",
            columns=(
                Ref("screening_id", "screenings"),
                Ref("visitor_id", "visitors", spread="skewed"),
                Money("price", 0, 0, label="price paid", zh="实付价格"),
                Choice(
                    "status",
                    {"valid": 9, "refunded": 1},
                    words_zh={"valid": "有效", "refunded": "已退"},
                    zh="状态",
                ),
            ),
        ),
        Table(
            name="jurors",
            key="juror_id",
            prefix="JU-",
            rows=8,
            one="juror",
            zh="评委",
            measure="位",
            columns=(
                Text("name", unique=True, make=person, zh="姓名"),
                Ref(
                    "director_id", "directors", null=0.4, distinct=True, label="own director record", zh="本人导演记录"
                ),
            ),
        ),
        Table(
            name="votes",
            key="vote_id",
            prefix="VO-",
            rows=75,
            one="vote",
            zh="评分",
            measure="条",
            about="Points of a juror for a film.",
            columns=(
                Ref("juror_id", "jurors"),
                Ref("film_id", "films", spread="skewed", pick=lambda row: row["section"] == "competition"),
                Whole("points", 1, 10, shape="normal", label="number of points", zh="分数"),
            ),
        ),
    ),
    actions=(
        Action(
            name="sell_ticket",
            kind="create",
            says="Sell a visitor a ticket, from the visitor's wallet.",
            zh="从观众账户余额中扣款售票。",
            ask="sell {visitor_id} a ticket for {screening_id}",
            ask_zh="为{visitor_id}购买{screening_id}的票",
            parameters=(Ref("visitor_id", "visitors"), Ref("screening_id", "screenings")),
            rules=(
                Rule(
                    "is_scheduled",
                    "screening.status == 'scheduled'",
                    "Tickets are sold for scheduled screenings only.",
                    "只能购买已排期场次的票。",
                ),
                Rule(
                    "old_enough",
                    "visitor.age >= screening.film_id.age",
                    "The visitor is too young for the film.",
                    "观众未达到影片的年龄限制。",
                ),
                Rule(
                    "one_ticket",
                    "not exists(tickets, visitor_id == visitor.visitor_id and status == 'valid'"
                    " and screening_id.day == screening.day and screening_id.hour == screening.hour)",
                    "The visitor has a ticket for that time.",
                    "该观众在该时间已有票。",
                ),
                Rule(
                    "seat_left",
                    "count(tickets, screening_id == screening.screening_id and status == 'valid')"
                    " < screening.screen_id.seats",
                    "The screening is sold out.",
                    "该场次已售罄。",
                ),
                Rule(
                    "wallet_covers",
                    "screening.price <= visitor.wallet",
                    "The wallet does not cover the price.",
                    "账户余额不足。",
                ),
            ),
            effects=(
                Insert(
                    "tickets",
                    {
                        "screening_id": "screening.screening_id",
                        "visitor_id": "visitor.visitor_id",
                        "price": "screening.price",
                        "status": "'valid'",
                    },
                ),
                Set("visitor", {"wallet": "visitor.wallet - screening.price"}),
            ),
        ),
        Action(
            name="refund_ticket",
            kind="cancel",
            says="Take a ticket back; holders of a day badge get half of the price.",
            zh="退票；单日证观众只退一半票款。",
            ask="refund {ticket_id}",
            ask_zh="退{ticket_id}",
            parameters=(Ref("ticket_id", "tickets"),),
            rules=(
                Rule("ticket_valid", "ticket.status == 'valid'", "The ticket has been refunded already.", "该票已退。"),
                Rule(
                    "before_day",
                    "ticket.screening_id.day > today",
                    "A ticket is refunded before the day of the screening.",
                    "须在放映日之前退票。",
                ),
            ),
            effects=(
                Set("ticket", {"status": "'refunded'"}),
                Set(
                    "ticket.visitor_id",
                    {
                        "wallet": "ticket.visitor_id.wallet"
                        " + (ticket.price // 2 if ticket.visitor_id.badge == 'day' else ticket.price)"
                    },
                ),
            ),
        ),
        Action(
            name="schedule_screening",
            kind="create",
            says="Schedule a screening of a film.",
            zh="为影片排期放映。",
            ask="schedule {film_id} on {screen_id} on {on_day} at {at} for {entry}",
            ask_zh="在{screen_id}排期放映{film_id}，{on_day} {at}，票价 {entry}",
            parameters=(
                Ref("film_id", "films"),
                Ref("screen_id", "screens"),
                Day("on_day", 0, 8, label="date", zh="日期"),
                Choice("at", HOURS, words_zh=HOURS_ZH, label="start time", zh="开始时间"),
                Money("entry", 4, 22, label="ticket price", zh="票价"),
            ),
            rules=(
                Rule(
                    "day_ahead",
                    "on_day > today",
                    "A screening is scheduled a day ahead at least.",
                    "放映须至少提前一天排期。",
                ),
                Rule(
                    "price_range",
                    "entry >= 5 and entry <= 20",
                    "A ticket costs from 5 to 20 EUR.",
                    "票价为 5 至 20 欧元。",
                ),
                Rule(
                    "screen_free",
                    "not exists(screenings, screen_id == screen.screen_id and day == on_day and hour == at"
                    " and status != 'cancelled')",
                    "The screen is taken at that time.",
                    "该影厅在该时间已被占用。",
                ),
                Rule(
                    "late_length",
                    "at != '22:30' or film.minutes <= 120",
                    "At 22:30 a film runs for 120 minutes at most.",
                    "22:30 场次的影片不超过 120 分钟。",
                ),
                Rule(
                    "shown_thrice",
                    "count(screenings, film_id == film.film_id and status != 'cancelled') < 3",
                    "A film is shown three times at most.",
                    "每部影片最多放映三次。",
                ),
            ),
            effects=(
                Insert(
                    "screenings",
                    {
                        "film_id": "film.film_id",
                        "screen_id": "screen.screen_id",
                        "day": "on_day",
                        "hour": "at",
                        "price": "entry",
                        "status": "'scheduled'",
                    },
                ),
            ),
        ),
        Action(
            name="cancel_screening",
            kind="cancel",
            says="Cancel a scheduled screening; its tickets count as refunded.",
            zh="取消已排期的放映，其票视为已退。",
            ask="cancel {screening_id}",
            ask_zh="取消{screening_id}",
            parameters=(Ref("screening_id", "screenings"),),
            rules=(
                Rule(
                    "is_scheduled",
                    "screening.status == 'scheduled'",
                    "Only a scheduled screening can be cancelled.",
                    "只能取消已排期的场次。",
                ),
                Rule(
                    "competition_once",
                    "screening.film_id.section != 'competition' or count(screenings,"
                    " film_id == screening.film_id and status != 'cancelled') > 1",
                    "A competition film must be shown once at least.",
                    "主竞赛影片至少保留一场放映。",
                ),
                Rule(
                    "few_tickets",
                    "count(tickets, screening_id == screening.screening_id and status == 'valid') <= 4",
                    "More than 4 tickets are sold.",
                    "已售出超过 4 张票。",
                ),
            ),
            effects=(
                Set("screening", {"status": "'cancelled'"}),
                SetAll("tickets", "screening_id == screening.screening_id", {"status": "'refunded'"}),
            ),
        ),
        Action(
            name="cast_vote",
            kind="create",
            says="Note a juror's points for a competition film.",
            zh="登记评委对主竞赛影片的评分。",
            ask="note {given} points of {juror_id} for {film_id}",
            ask_zh="登记{juror_id}给{film_id}的评分：{given} 分",
            parameters=(
                Ref("juror_id", "jurors"),
                Ref("film_id", "films"),
                Whole("given", 1, 11, label="number of points", zh="分数"),
            ),
            rules=(
                Rule("points_range", "given >= 1 and given <= 10", "Points are from 1 to 10.", "分数为 1 至 10。"),
                Rule(
                    "in_competition",
                    "film.section == 'competition'",
                    "The jury judges competition films only.",
                    "评委只评主竞赛影片。",
                ),
                Rule(
                    "vote_once",
                    "not exists(votes, juror_id == juror.juror_id and film_id == film.film_id)",
                    "The juror has judged this film already.",
                    "该评委已评过该影片。",
                ),
                Rule(
                    "not_own_film",
                    "not exists(credits, film_id == film.film_id and director_id == juror.director_id)",
                    "A juror does not judge a film of their own.",
                    "评委不能评自己执导的影片。",
                ),
            ),
            effects=(Insert("votes", {"juror_id": "juror.juror_id", "film_id": "film.film_id", "points": "given"}),),
        ),
        Action(
            name="withdraw_vote",
            kind="cancel",
            says="Take a vote out of the list.",
            zh="撤销评分。",
            ask="withdraw {vote_id}",
            ask_zh="撤销{vote_id}",
            parameters=(Ref("vote_id", "votes"),),
            rules=(
                Rule(
                    "others_left",
                    "count(votes, film_id == vote.film_id) > 3",
                    "A film keeps three votes at least.",
                    "每部影片至少保留三条评分。",
                ),
            ),
            effects=(Delete("vote"),),
        ),
    ),
    tidy=_agree,
)
