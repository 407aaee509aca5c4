"""A restaurant: tables, guests, reservations, suppliers, ingredients, dishes with recipes, bills with their lines."""

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
    SetAll,
    Table,
    Text,
    Whole,
)
from agentrt.synth.general.words import company, in_order, pattern, person

FOODS = (
    "Almonds Aubergine Basil Beef Butter Cabbage Carrots Cheese Chicken Chickpeas Cod Cream Eggs Fennel Flour "
    "Garlic Lamb Lemons Lentils Mushrooms Noodles Olives Onions Potatoes Prawns Rice Salmon Spinach Tomatoes Walnuts"
).split()
DISH = pattern(
    "{how} {what}",
    how="Baked Braised Crispy Fried Grilled Pickled Poached Roasted Smoked Spiced Stuffed Glazed".split(),
    what="Aubergine|Beef|Carrots|Chicken|Cod|Fennel|Lamb|Mushrooms|Potatoes|Prawns|Salmon|Tomatoes".split("|"),
)
SITTINGS = {"lunch": 3, "early dinner": 3, "late dinner": 4}
SITTINGS_ZH = {"lunch": "午餐", "early dinner": "早场晚餐", "late dinner": "晚场晚餐"}


def _agree(draw: Draw) -> None:
    """One party a table and sitting, which it seats; recipes name an ingredient once; bills of the past are paid."""
    today = draw.today.isoformat()
    taken: set[tuple[object, ...]] = set()
    for one in draw.tables["reservations"]:
        seats = int(draw.keys["dining_tables"][one["table_id"]]["seats"] or 0)
        one["party"] = min(int(one["party"] or 1), seats)
        if one["status"] == "booked" and str(one["day"]) < today:
            one["status"] = "seated"
        marks = {(one["table_id"], one["day"], one["sitting"]), (one["guest_id"], one["day"], one["sitting"])}
        if one["status"] == "booked" and marks & taken:
            one["status"] = "cancelled"
        if one["status"] == "booked":
            taken |= marks
    pairs: set[tuple[object, object]] = set()
    for recipe in draw.tables["recipes"]:
        while (recipe["dish_id"], recipe["ingredient_id"]) in pairs:
            recipe["ingredient_id"] = draw.rng.choice(draw.tables["ingredients"])["ingredient_id"]
        pairs.add((recipe["dish_id"], recipe["ingredient_id"]))
    for bill in draw.tables["bills"]:
        bill["status"] = "paid" if str(bill["day"]) < today else "open"
        bill["tip"] = bill["tip"] if bill["status"] == "paid" else 0
    for line in draw.tables["bill_lines"]:
        while (line["bill_id"], line["dish_id"]) in pairs:
            line["dish_id"] = draw.rng.choice(draw.tables["dishes"])["dish_id"]
        pairs.add((line["bill_id"], line["dish_id"]))
        line["amount"] = int(draw.keys["dishes"][line["dish_id"]]["price"] or 0) * int(line["portions"] or 0)


RESTAURANT = Domain(
    name="restaurant",
    summary="A restaurant: tables, guests, reservations, suppliers, ingredients, dishes, recipes and bills.",
    summary_zh="一家餐厅：餐桌、客人、订位、供应商、食材、菜品、配方和账单。",
    today=date(2026, 11, 6),
    tables=(
        Table(
            name="dining_tables",
            key="table_id",
            prefix="TB-",
            rows=18,
            one="dining table",
            zh="餐桌",
            measure="张",
            columns=(
                Choice(
                    "area",
                    {"terrace": 3, "window": 3, "hall": 5},
                    words_zh={"terrace": "露台", "window": "靠窗", "hall": "大厅"},
                    zh="区域",
                ),
                Whole("seats", 2, 10, label="number of seats", zh="座位数"),
            ),
        ),
        Table(
            name="guests",
            key="guest_id",
            prefix="GU-",
            rows=40,
            one="guest",
            zh="客人",
            measure="位",
            columns=(
                Text("name", unique=True, make=person, zh="姓名"),
                Choice(
                    "standing",
                    {"new": 5, "regular": 4, "friend of the house": 1},
                    words_zh={"new": "新客", "regular": "常客", "friend of the house": "贵宾"},
                    zh="客人等级",
                ),
                Whole("no_shows", 0, 4, shape="low", label="number of no-shows", zh="爽约次数"),
            ),
        ),
        Table(
            name="reservations",
            key="reservation_id",
            prefix="RS-",
            rows=130,
            one="reservation",
            zh="订位",
            measure="个",
            columns=(
                Ref("table_id", "dining_tables", label="dining table", zh="餐桌"),
                Ref("guest_id", "guests", spread="skewed"),
                Day("day", -30, 12, label="date", zh="日期"),
                Choice("sitting", SITTINGS, words_zh=SITTINGS_ZH, zh="场次"),
                Whole("party", 1, 10, label="party size", zh="人数"),
                Choice(
                    "status",
                    {"booked": 8, "cancelled": 1, "seated": 1},
                    words_zh={"booked": "已订位", "cancelled": "已取消", "seated": "已就座"},
                    zh="状态",
                ),
            ),
        ),
        Table(
            name="suppliers",
            key="supplier_id",
            prefix="SU-",
            rows=9,
            one="supplier",
            zh="供应商",
            measure="家",
            columns=(
                Text("name", unique=True, make=company, zh="名称"),
                Whole("lead_time", 1, 6, adds=False, label="delivery time", unit="days", unit_zh="天", zh="供货时间"),
            ),
        ),
        Table(
            name="ingredients",
            key="ingredient_id",
            prefix="IG-",
            rows=len(FOODS),
            one="ingredient",
            zh="食材",
            measure="种",
            columns=(
                Text("name", unique=True, make=in_order(*FOODS), zh="名称"),
                Ref("supplier_id", "suppliers"),
                Choice(
                    "storage",
                    {"dry": 3, "cold": 4, "frozen": 2},
                    words_zh={"dry": "干货", "cold": "冷藏", "frozen": "冷冻"},
                    zh="储存方式",
                ),
                Whole("stock", 0, 40, shape="low", unit="kg", unit_zh="公斤", label="stock level", zh="库存"),
                Money("price", 1, 30, adds=False, shape="low", label="price per kg", zh="每公斤价格"),
            ),
        ),
        Table(
            name="dishes",
            key="dish_id",
            prefix="DI-",
            rows=44,
            one="dish",
            many="dishes",
            zh="菜品",
            measure="道",
            columns=(
                Text("name", unique=True, make=DISH, zh="名称"),
                Choice(
                    "course",
                    {"starter": 3, "main": 5, "side": 2},
                    words_zh={"starter": "前菜", "main": "主菜", "side": "配菜"},
                    zh="类别",
                ),
                Choice(
                    "status",
                    {"on the menu": 4, "off the menu": 1},
                    words_zh={"on the menu": "供应中", "off the menu": "已下架"},
                    zh="状态",
                ),
                Money("price", 6, 42, zh="价格"),
                Whole(
                    "minutes",
                    5,
                    50,
                    step=5,
                    adds=False,
                    label="cooking time",
                    unit="minutes",
                    unit_zh="分钟",
                    zh="烹饪时间",
                ),
            ),
        ),
        Table(
            name="recipes",
            key="recipe_id",
            prefix="RE-",
            rows=130,
            one="recipe entry",
            many="recipe entries",
            zh="配方条目",
            measure="条",
            about="How much of an ingredient must be there for a dish.",
            columns=(
                Ref("dish_id", "dishes"),
                Ref("ingredient_id", "ingredients"),
                Whole("needed", 1, 4, shape="low", label="needed amount", unit="kg", unit_zh="公斤", zh="需要量"),
            ),
        ),
        Table(
            name="bills",
            key="bill_id",
            prefix="BI-",
            rows=80,
            one="bill",
            zh="账单",
            measure="张",
            columns=(
                Ref("table_id", "dining_tables", label="dining table", zh="餐桌"),
                Day("day", -12, 0, shape="low", label="date", zh="日期"),
                Money("tip", 0, 30, shape="low", zh="小费"),
                Choice("status", {"paid": 1, "open": 1}, words_zh={"paid": "已付", "open": "未付"}, zh="状态"),
            ),
        ),
        Table(
            name="bill_lines",
            key="line_id",
            prefix="BL-",
            rows=210,
            one="bill line",
            zh="账单明细",
            measure="条",
            columns=(
                Ref("bill_id", "bills"),
                Ref("dish_id", "dishes", spread="skewed"),
                Whole("portions", 1, 5, shape="low", label="number of portions", zh="份数"),
                Money("amount", 0, 0, zh="金额"),
            ),
        ),
    ),
    actions=(
        Action(
            name="reserve_table",
            kind="create",
            says="Reserve a table for a guest and a party.",
            zh="为客人预订餐桌。",
            ask="reserve {table_id} on {on_day} ({at}) for {guest_id} (people: {people})",
            ask_zh="为{guest_id}预订{table_id}，{on_day} {at}，{people} 人",
            parameters=(
                Ref("guest_id", "guests"),
                Ref("table_id", "dining_tables", label="dining table", zh="餐桌"),
                Day("on_day", -1, 12, label="date", zh="日期"),
                Choice("at", SITTINGS, words_zh=SITTINGS_ZH, label="sitting", zh="场次"),
                Whole("people", 2, 9, label="party size", zh="人数"),
            ),
            rules=(
                Rule("not_past", "on_day >= today", "A reservation cannot be for the past.", "订位日期不能早于今天。"),
                Rule(
                    "seats",
                    "people >= 1 and people <= table.seats",
                    "The table does not seat that many.",
                    "餐桌座位不足。",
                ),
                Rule(
                    "not_too_large",
                    "people * 3 >= table.seats",
                    "A table is for a party that fills a third of it at least.",
                    "人数至少要达到座位数的三分之一。",
                ),
                Rule(
                    "table_free",
                    "not exists(reservations, table_id == table.table_id and day == on_day and sitting == at"
                    " and status == 'booked')",
                    "The table is taken at that sitting.",
                    "该餐桌在该场次已被预订。",
                ),
                Rule(
                    "no_show_limit",
                    "guest.no_shows < 3",
                    "A guest with three no-shows or more cannot reserve.",
                    "爽约三次的客人不能订位。",
                ),
                Rule(
                    "window_regulars",
                    "table.area != 'window' or guest.standing != 'new'",
                    "Window tables are for guests who were here before.",
                    "靠窗餐桌不对新客开放。",
                ),
            ),
            effects=(
                Insert(
                    "reservations",
                    {
                        "table_id": "table.table_id",
                        "guest_id": "guest.guest_id",
                        "day": "on_day",
                        "sitting": "at",
                        "party": "people",
                        "status": "'booked'",
                    },
                ),
            ),
        ),
        Action(
            name="cancel_reservation",
            kind="cancel",
            says="Cancel a reservation; on its day this counts as a no-show of the guest.",
            zh="取消订位；当天取消记为客人爽约一次。",
            ask="cancel {reservation_id}",
            ask_zh="取消{reservation_id}",
            parameters=(Ref("reservation_id", "reservations"),),
            rules=(
                Rule(
                    "reservation_booked",
                    "reservation.status == 'booked'",
                    "Only a booked reservation can be cancelled.",
                    "只能取消已订位的预订。",
                ),
                Rule(
                    "large_party",
                    "reservation.party < 5 or reservation.day > today + days(2)",
                    "A party of 5 or more is cancelled 3 days ahead at least.",
                    "5 人及以上的订位须至少提前三天取消。",
                ),
            ),
            effects=(
                Set("reservation", {"status": "'cancelled'"}),
                Set(
                    "reservation.guest_id",
                    {
                        "no_shows": "reservation.guest_id.no_shows + 1 if reservation.day == today"
                        " else reservation.guest_id.no_shows"
                    },
                ),
            ),
        ),
        Action(
            name="order_dish",
            kind="create",
            says="Put portions of a dish on an open bill.",
            zh="在未付账单上加菜。",
            ask="put {dish_id} on {bill_id} (portions: {count_wanted})",
            ask_zh="在{bill_id}上点 {count_wanted} 份{dish_id}",
            parameters=(
                Ref("bill_id", "bills"),
                Ref("dish_id", "dishes"),
                Whole("count_wanted", 1, 10, label="number of portions", zh="份数"),
            ),
            rules=(
                Rule("bill_open", "bill.status == 'open'", "The bill has been paid.", "该账单已付。"),
                Rule("on_menu", "dish.status == 'on the menu'", "The dish is not on the menu.", "该菜品不在供应。"),
                Rule(
                    "portions",
                    "count_wanted >= 1 and count_wanted <= 8",
                    "An order is for 1 to 8 portions.",
                    "每次点 1 至 8 份。",
                ),
                Rule(
                    "ingredients_there",
                    "not exists(recipes, dish_id == dish.dish_id and ingredient_id.stock < needed)",
                    "Not enough of an ingredient is in stock.",
                    "食材库存不足。",
                ),
                Rule(
                    "ordered_once",
                    "not exists(bill_lines, bill_id == bill.bill_id and dish_id == dish.dish_id)",
                    "The dish is on the bill already.",
                    "账单上已有该菜品。",
                ),
            ),
            effects=(
                Insert(
                    "bill_lines",
                    {
                        "bill_id": "bill.bill_id",
                        "dish_id": "dish.dish_id",
                        "portions": "count_wanted",
                        "amount": "dish.price * count_wanted",
                    },
                ),
            ),
        ),
        Action(
            name="pay_bill",
            kind="update",
            says="Take the payment of a bill, with a tip.",
            zh="结账，登记小费。",
            ask="take the payment of {bill_id} with a tip of {given}",
            ask_zh="为{bill_id}结账，小费 {given}",
            parameters=(Ref("bill_id", "bills"), Money("given", 0, 20, label="tip", zh="小费")),
            rules=(
                Rule("bill_open", "bill.status == 'open'", "The bill has been paid already.", "该账单已付。"),
                Rule(
                    "tip_range",
                    "given >= 0 and given <= 15",
                    "A tip on a bill is from 0 to 15 EUR.",
                    "账单上的小费为 0 至 15 欧元。",
                ),
                Rule(
                    "something_on_it",
                    "exists(bill_lines, bill_id == bill.bill_id)",
                    "There is nothing on the bill.",
                    "账单上没有菜品。",
                ),
            ),
            effects=(Set("bill", {"status": "'paid'", "tip": "given"}),),
        ),
        Action(
            name="restock",
            kind="update",
            says="Book a delivery of an ingredient.",
            zh="登记食材到货。",
            ask="book {kilos} kg of {ingredient_id} into stock",
            ask_zh="登记{ingredient_id}到货 {kilos} 公斤",
            parameters=(Ref("ingredient_id", "ingredients"), Whole("kilos", 2, 20, label="amount", zh="数量")),
            rules=(
                Rule("smallest_delivery", "kilos >= 4", "A delivery is of 4 kg at least.", "每次到货至少 4 公斤。"),
                Rule(
                    "store_limit",
                    "ingredient.stock + kilos <= (20 if ingredient.storage == 'frozen' else 40)",
                    "The store holds 40 kg of an ingredient, the freezer 20 kg.",
                    "每种食材最多存 40 公斤，冷冻的最多 20 公斤。",
                ),
            ),
            effects=(Set("ingredient", {"stock": "ingredient.stock + kilos"}),),
        ),
        Action(
            name="drop_ingredient",
            kind="update",
            says="Take an ingredient out of all recipes, and write its stock off.",
            zh="把食材从所有配方中移除需要量，并清空库存。",
            ask="stop using {ingredient_id}",
            ask_zh="停用{ingredient_id}",
            parameters=(Ref("ingredient_id", "ingredients"),),
            rules=(
                Rule("stock_low", "ingredient.stock <= 5", "More than 5 kg of it are in stock.", "库存超过 5 公斤。"),
                Rule(
                    "few_recipes",
                    "count(recipes, ingredient_id == ingredient.ingredient_id) <= 4",
                    "More than 4 recipes need it.",
                    "超过 4 条配方需要它。",
                ),
            ),
            effects=(
                Set("ingredient", {"stock": "0"}),
                SetAll("recipes", "ingredient_id == ingredient.ingredient_id", {"needed": "0"}),
            ),
        ),
    ),
    tidy=_agree,
)
