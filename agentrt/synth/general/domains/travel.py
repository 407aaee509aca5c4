"""A travel agency: cities with hotels and sights, trains between them, travellers, their stays and rides."""

from __future__ import annotations

from datetime import date

from agentrt.synth.general.declare import (
    Action,
    Choice,
    Day,
    Domain,
    Draw,
    Insert,
    Money,
    Ref,
    Rule,
    Set,
    Table,
    Text,
    Whole,
)
from agentrt.synth.general.words import CITIES, code, in_order, pattern, person

HOTEL = pattern(
    "{how} {what}",
    how="Grand Royal Old Little Blue Golden Green Central Garden Harbour Station Castle Park River".split(),
    what="Hotel|Inn|House|Lodge|Residence|Plaza|Guesthouse".split("|"),
)
SIGHT = pattern(
    "{of} {what}",
    of="St. Anna's|King's|Glass|Maritime|Botanical|Modern Art|Clock|Old Town|Science|Silk|Railway|Folk|Lantern".split(
        "|"
    ),
    what="Museum|Tower|Garden|Gallery|Hall|Palace|Market".split("|"),
)
BOOKED = {"booked": "已预订", "completed": "已完成", "cancelled": "已取消"}


def _agree(draw: Draw) -> None:
    """What lies ahead is booked or cancelled, what lies behind completed or cancelled; prices are those charged."""
    today = draw.today.isoformat()
    for stay in draw.tables["stays"]:
        stay["total"] = int(draw.keys["hotels"][stay["hotel_id"]]["price"] or 0) * int(stay["nights"] or 0)
        if stay["status"] != "cancelled":
            stay["status"] = "booked" if str(stay["arrival"]) > today else "completed"
    for train in draw.tables["trains"]:
        while train["to_city_id"] == train["from_city_id"]:
            train["to_city_id"] = draw.rng.choice(draw.tables["cities"])["city_id"]
    for ride in draw.tables["rides"]:
        ride["fare"] = draw.keys["trains"][ride["train_id"]]["fare"]
        if ride["status"] != "cancelled":
            ride["status"] = "booked" if str(ride["day"]) > today else "completed"


TRAVEL = Domain(
    name="travel",
    summary="A travel agency: cities with hotels and sights, trains between cities, travellers, stays and rides.",
    summary_zh="一家旅行社：城市及其酒店与景点、城市间的列车、旅客、住宿与乘车预订。",
    today=date(2026, 5, 4),
    tables=(
        Table(
            name="cities",
            key="city_id",
            prefix="CI-",
            rows=14,
            one="city",
            zh="城市",
            measure="座",
            about="Where there is something to see.",
            columns=(
                Text("name", unique=True, make=in_order(*CITIES[::4]), zh="名称"),
                Choice(
                    "region",
                    {"north": 3, "south": 3, "east": 2, "west": 2},
                    words_zh={"north": "北部", "south": "南部", "east": "东部", "west": "西部"},
                    zh="地区",
                ),
                Money("tax", 1, 9, label="city tax", zh="城市税"),
            ),
        ),
        Table(
            name="hotels",
            key="hotel_id",
            prefix="HO-",
            rows=56,
            one="hotel",
            zh="酒店",
            measure="家",
            columns=(
                Text("name", unique=True, make=HOTEL, zh="名称"),
                Ref("city_id", "cities", spread="skewed"),
                Whole("stars", 1, 5, adds=False, shape="normal", label="number of stars", zh="星级"),
                Choice(
                    "breakfast",
                    {"included": 3, "extra": 3, "none": 1},
                    words_zh={"included": "包含", "extra": "另付", "none": "不提供"},
                    label="breakfast offer",
                    zh="早餐",
                ),
                Money("price", 45, 320, shape="low", label="price per night", zh="每晚价格"),
                Whole("free_rooms", 0, 9, shape="low", label="number of free rooms", zh="空房数"),
            ),
        ),
        Table(
            name="sights",
            key="sight_id",
            prefix="SI-",
            rows=60,
            one="sight",
            zh="景点",
            measure="个",
            columns=(
                Text("name", unique=True, make=SIGHT, zh="名称"),
                Ref("city_id", "cities", spread="skewed"),
                Choice(
                    "kind",
                    {"history": 4, "art": 3, "nature": 2, "family": 2},
                    words_zh={"history": "历史", "art": "艺术", "nature": "自然", "family": "亲子"},
                    zh="类别",
                ),
                Money("ticket", 0, 38, label="ticket price", zh="票价"),
                Whole("visit", 30, 240, step=15, label="visiting time", unit="minutes", unit_zh="分钟", zh="游览时长"),
            ),
        ),
        Table(
            name="trains",
            key="train_id",
            prefix="TR-",
            rows=90,
            one="train",
            zh="列车",
            measure="趟",
            about="Connections that run every day.",
            columns=(
                Text("number", unique=True, make=code("@@ ###"), zh="车次"),
                Ref("from_city_id", "cities", label="departure city", zh="出发城市"),
                Ref("to_city_id", "cities", label="arrival city", zh="到达城市"),
                Choice(
                    "speed",
                    {"express": 3, "regional": 4, "night": 1},
                    words_zh={"express": "特快", "regional": "区域", "night": "夜间"},
                    label="class",
                    zh="类型",
                ),
                Whole("minutes", 45, 620, step=5, label="travel time", unit="minutes", unit_zh="分钟", zh="行程时间"),
                Money("fare", 9, 160, shape="low", zh="票价"),
                Whole("free_seats", 0, 40, shape="low", label="number of free seats", zh="余座数"),
            ),
        ),
        Table(
            name="travellers",
            key="traveller_id",
            prefix="TV-",
            rows=36,
            one="traveller",
            zh="旅客",
            measure="位",
            columns=(
                Text("name", unique=True, make=person, zh="姓名"),
                Ref("city_id", "cities", label="home city", zh="居住城市"),
                Choice(
                    "card",
                    {"basic": 6, "silver": 3, "gold": 1},
                    words_zh={"basic": "普通卡", "silver": "银卡", "gold": "金卡"},
                    label="card level",
                    zh="会员卡",
                ),
                Money("budget", 0, 1800, step=10, shape="low", label="remaining budget", zh="剩余预算"),
            ),
        ),
        Table(
            name="stays",
            key="stay_id",
            prefix="ST-",
            rows=110,
            one="stay",
            zh="住宿预订",
            measure="笔",
            columns=(
                Ref("hotel_id", "hotels", spread="skewed"),
                Ref("traveller_id", "travellers", spread="skewed"),
                Day("arrival", -60, 40, label="arrival date", zh="入住日期"),
                Whole("nights", 1, 7, shape="low", label="number of nights", zh="晚数"),
                Money("total", 0, 0, label="total price", zh="总价"),
                Choice("status", {"booked": 6, "completed": 1, "cancelled": 1}, words_zh=BOOKED, zh="状态"),
            ),
        ),
        Table(
            name="rides",
            key="ride_id",
            prefix="RI-",
            rows=90,
            one="ride",
            zh="乘车预订",
            measure="笔",
            columns=(
                Ref("train_id", "trains", spread="skewed"),
                Ref("traveller_id", "travellers", spread="skewed"),
                Day("day", -50, 30, label="travel date", zh="乘车日期"),
                Money("fare", 0, 0, label="fare paid", zh="实付票价"),
                Choice("status", {"booked": 6, "completed": 1, "cancelled": 1}, words_zh=BOOKED, zh="状态"),
            ),
        ),
    ),
    actions=(
        Action(
            name="book_stay",
            kind="create",
            says="Book a room for a traveller, from an arrival date, for a number of nights.",
            zh="为旅客预订酒店房间，给出入住日期和晚数。",
            ask="book a stay from {arriving} (nights: {length}) at {hotel_id} for {traveller_id}",
            ask_zh="为{traveller_id}预订{hotel_id}，{arriving}入住，共 {length} 晚",
            parameters=(
                Ref("traveller_id", "travellers"),
                Ref("hotel_id", "hotels"),
                Day("arriving", 0, 30, label="arrival date", zh="入住日期"),
                Whole("length", 1, 9, label="number of nights", zh="晚数"),
            ),
            rules=(
                Rule("not_past", "arriving > today", "A stay must begin after today.", "入住日期必须晚于今天。"),
                Rule("length_limit", "length >= 1 and length <= 7", "A stay has 1 to 7 nights.", "一次住 1 至 7 晚。"),
                Rule("room_free", "hotel.free_rooms > 0", "The hotel has no free room.", "该酒店没有空房。"),
                Rule(
                    "one_arrival",
                    "not exists(stays, traveller_id == traveller.traveller_id and arrival == arriving"
                    " and status == 'booked')",
                    "The traveller has a stay from that date already.",
                    "该旅客当天已有入住预订。",
                ),
                Rule(
                    "within_budget",
                    "hotel.price * length <= traveller.budget",
                    "The stay costs more than the traveller's remaining budget.",
                    "费用超过旅客的剩余预算。",
                ),
            ),
            effects=(
                Insert(
                    "stays",
                    {
                        "hotel_id": "hotel.hotel_id",
                        "traveller_id": "traveller.traveller_id",
                        "arrival": "arriving",
                        "nights": "length",
                        "total": "hotel.price * length",
                        "status": "'booked'",
                    },
                ),
                Set("hotel", {"free_rooms": "hotel.free_rooms - 1"}),
                Set("traveller", {"budget": "traveller.budget - hotel.price * length"}),
            ),
        ),
        Action(
            name="cancel_stay",
            kind="cancel",
            says="Cancel a booked stay; the price goes back to the traveller's budget.",
            zh="取消住宿预订，费用退回旅客预算。",
            ask="cancel {stay_id}",
            ask_zh="取消{stay_id}",
            parameters=(Ref("stay_id", "stays"),),
            rules=(
                Rule(
                    "stay_booked",
                    "stay.status == 'booked'",
                    "Only a booked stay can be cancelled.",
                    "只能取消已预订的住宿。",
                ),
                Rule(
                    "in_time",
                    "stay.arrival > today + days(3) or stay.traveller_id.card == 'gold'",
                    "A stay that begins within 3 days can be cancelled for holders of a gold card only.",
                    "三天内入住的预订只有金卡旅客可以取消。",
                ),
            ),
            effects=(
                Set("stay", {"status": "'cancelled'"}),
                Set("stay.hotel_id", {"free_rooms": "stay.hotel_id.free_rooms + 1"}),
                Set("stay.traveller_id", {"budget": "stay.traveller_id.budget + stay.total"}),
            ),
        ),
        Action(
            name="change_hotel",
            kind="update",
            says="Move a booked stay to another hotel in the same city, at that hotel's price.",
            zh="把住宿预订改到同一城市的另一家酒店，按新酒店价格计费。",
            ask="move {stay_id} to {hotel_id}",
            ask_zh="把{stay_id}改到{hotel_id}",
            parameters=(Ref("stay_id", "stays"), Ref("hotel_id", "hotels")),
            rules=(
                Rule(
                    "stay_booked",
                    "stay.status == 'booked'",
                    "Only a booked stay can be moved.",
                    "只能更改已预订的住宿。",
                ),
                Rule(
                    "other_hotel",
                    "hotel.hotel_id != stay.hotel_id",
                    "The stay is in that hotel already.",
                    "该预订已在这家酒店。",
                ),
                Rule(
                    "same_city",
                    "hotel.city_id == stay.hotel_id.city_id",
                    "A stay can be moved within its city only.",
                    "只能改到同一城市的酒店。",
                ),
                Rule("room_free", "hotel.free_rooms > 0", "The hotel has no free room.", "该酒店没有空房。"),
                Rule(
                    "within_budget",
                    "hotel.price * stay.nights <= stay.traveller_id.budget + stay.total",
                    "The traveller's remaining budget does not cover the difference.",
                    "旅客的剩余预算不足以支付差价。",
                ),
            ),
            effects=(
                Set("stay", {"hotel_id": "hotel.hotel_id", "total": "hotel.price * stay.nights"}),
                Set("stay.hotel_id", {"free_rooms": "stay.hotel_id.free_rooms + 1"}),
                Set("hotel", {"free_rooms": "hotel.free_rooms - 1"}),
                Set(
                    "stay.traveller_id",
                    {"budget": "stay.traveller_id.budget + stay.total - hotel.price * stay.nights"},
                ),
            ),
        ),
        Action(
            name="book_ride",
            kind="create",
            says="Book a seat on a train for a traveller.",
            zh="为旅客预订列车座位。",
            ask="book a seat for {travelling} on {train_id} for {traveller_id}",
            ask_zh="为{traveller_id}预订{travelling}的{train_id}",
            parameters=(
                Ref("traveller_id", "travellers"),
                Ref("train_id", "trains"),
                Day("travelling", 0, 30, label="travel date", zh="乘车日期"),
            ),
            rules=(
                Rule("not_past", "travelling > today", "A ride must be after today.", "乘车日期必须晚于今天。"),
                Rule("seat_free", "train.free_seats > 0", "The train has no free seat.", "该列车没有余座。"),
                Rule(
                    "one_ride_a_day",
                    "not exists(rides, traveller_id == traveller.traveller_id and day == travelling"
                    " and status == 'booked')",
                    "The traveller has a ride on that day already.",
                    "该旅客当天已有乘车预订。",
                ),
                Rule(
                    "within_budget",
                    "train.fare <= traveller.budget",
                    "The fare is more than the traveller's remaining budget.",
                    "票价超过旅客的剩余预算。",
                ),
            ),
            effects=(
                Insert(
                    "rides",
                    {
                        "train_id": "train.train_id",
                        "traveller_id": "traveller.traveller_id",
                        "day": "travelling",
                        "fare": "train.fare",
                        "status": "'booked'",
                    },
                ),
                Set("train", {"free_seats": "train.free_seats - 1"}),
                Set("traveller", {"budget": "traveller.budget - train.fare"}),
            ),
        ),
        Action(
            name="cancel_ride",
            kind="cancel",
            says="Cancel a booked ride; regional trains pay back nothing, other trains half of the fare.",
            zh="取消乘车预订；区域列车不退款，其他列车退一半票价。",
            ask="cancel {ride_id}",
            ask_zh="取消{ride_id}",
            parameters=(Ref("ride_id", "rides"),),
            rules=(
                Rule(
                    "ride_booked",
                    "ride.status == 'booked'",
                    "Only a booked ride can be cancelled.",
                    "只能取消已预订的乘车。",
                ),
                Rule(
                    "night_train_fixed",
                    "ride.train_id.speed != 'night' or ride.traveller_id.card != 'basic'",
                    "A night train cannot be cancelled with a basic card.",
                    "普通卡旅客不能取消夜间列车。",
                ),
            ),
            effects=(
                Set("ride", {"status": "'cancelled'"}),
                Set("ride.train_id", {"free_seats": "ride.train_id.free_seats + 1"}),
                Set(
                    "ride.traveller_id",
                    {
                        "budget": "ride.traveller_id.budget if ride.train_id.speed == 'regional'"
                        " else ride.traveller_id.budget + ride.fare // 2"
                    },
                ),
            ),
        ),
    ),
    tidy=_agree,
)
