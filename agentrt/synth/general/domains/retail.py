"""A shop that sells by post: categories in a tree, products, customers, orders with lines, requests for returns."""

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
    Row,
    Rule,
    Set,
    SetAll,
    Table,
    Text,
    Whole,
)
from agentrt.synth.general.words import city, in_order, pattern, person

CATEGORIES = (
    "Home",
    "Outdoor",
    "Office",
    "Kitchen",
    "Bedroom",
    "Camping",
    "Cycling",
    "Desks",
    "Lamps",
    "Cookware",
    "Tents",
    "Stationery",
)
PARENTS = (None, None, None, 1, 1, 2, 2, 3, 3, 4, 6, 3)
PRODUCT = pattern(
    "{maker} {what}",
    maker="Alder Birkin Corvo Dunmore Elmet Fjord Hollis Junip Kestrel Lund Morrow Nimbus Orla Tarn".split(),
    what="Kettle|Desk Lamp|Tent|Backpack|Notebook|Chair|Blanket|Pan|Helmet|Stove|Bottle|Shelf|Clock|Pillow".split("|"),
)


def _root(draw: Draw) -> str | None:
    place = PARENTS[draw.index]
    return None if place is None else f"CA-{place:04d}"


def _agree(draw: Draw) -> None:
    """Lines cost what the product costs; an order's lines are as far as the order is."""
    orders = draw.keys["orders"]
    for line in draw.tables["order_lines"]:
        line["price"] = draw.keys["products"][line["product_id"]]["price"]
        order = orders[line["order_id"]]
        if order["status"] == "cancelled":
            line["status"], line["shipped"] = "cancelled", None
        elif order["status"] == "open":
            line["status"], line["shipped"] = "waiting", None
            if draw.rng.random() < 0.2:
                line["status"], line["shipped"] = "shipped", _later(str(order["placed"]), draw)
        else:
            line["status"], line["shipped"] = "shipped", _later(str(order["placed"]), draw)
    asked: set[object] = set()
    shipped = [one for one in draw.tables["order_lines"] if one["status"] == "shipped"]
    for request in draw.tables["return_requests"]:
        line = draw.rng.choice([one for one in shipped if one["line_id"] not in asked])
        asked.add(line["line_id"])
        request["line_id"] = line["line_id"]
        request["asked"] = max(str(line["shipped"]), str(request["asked"]))


def _later(day: str, draw: Draw) -> str:
    made = date.fromordinal(date.fromisoformat(day).toordinal() + draw.rng.randint(1, 4))
    return min(made, draw.today).isoformat()


def _sold(row: Row) -> bool:
    return row["status"] == "active"


RETAIL = Domain(
    name="retail",
    summary="A shop that sells by post: categories, products, customers, orders with their lines, and returns.",
    summary_zh="一家网上商店：商品类别、商品、顾客、订单及明细、退货申请。",
    today=date(2026, 2, 20),
    tables=(
        Table(
            name="categories",
            key="category_id",
            prefix="CA-",
            rows=len(CATEGORIES),
            one="category",
            zh="类别",
            measure="个",
            about="A tree: a category may belong to another one.",
            columns=(
                Text("name", unique=True, make=in_order(*CATEGORIES), zh="名称"),
                Ref("parent_id", "categories", null=0.01, make=_root, label="parent category", zh="上级类别"),
            ),
        ),
        Table(
            name="products",
            key="product_id",
            prefix="P-",
            rows=72,
            one="product",
            zh="商品",
            measure="件",
            columns=(
                Text("name", unique=True, make=PRODUCT, zh="名称"),
                Ref("category_id", "categories", pick=lambda row: row["parent_id"] is not None),
                Choice(
                    "status",
                    {"active": 8, "discontinued": 1},
                    words_zh={"active": "在售", "discontinued": "停售"},
                    zh="状态",
                ),
                Money("price", 5, 240, shape="low", zh="价格"),
                Whole("weight", 100, 9000, step=50, shape="low", unit="grams", unit_zh="克", zh="重量"),
                Whole("stock", 0, 60, shape="low", label="stock level", zh="库存"),
            ),
        ),
        Table(
            name="customers",
            key="customer_id",
            prefix="CU-",
            rows=40,
            one="customer",
            zh="顾客",
            measure="位",
            columns=(
                Text("name", unique=True, make=person, zh="姓名"),
                Text("city", make=city, zh="城市"),
                Choice(
                    "tier",
                    {"regular": 6, "plus": 3, "premium": 1},
                    words_zh={"regular": "普通", "plus": "高级", "premium": "尊享"},
                    label="customer tier",
                    zh="顾客等级",
                ),
                Money("credit", 0, 120, shape="low", label="store credit", zh="购物金"),
            ),
        ),
        Table(
            name="orders",
            key="order_id",
            prefix="O-",
            rows=90,
            one="order",
            zh="订单",
            measure="笔",
            columns=(
                Ref("customer_id", "customers", spread="skewed"),
                Day("placed", -70, -1, shape="low", label="order date", zh="下单日期"),
                Choice(
                    "delivery",
                    {"standard": 6, "express": 2, "pickup": 1},
                    words_zh={"standard": "普通配送", "express": "加急配送", "pickup": "自提"},
                    label="delivery method",
                    zh="配送方式",
                ),
                Choice(
                    "status",
                    {"open": 4, "complete": 5, "cancelled": 1},
                    words_zh={"open": "处理中", "complete": "已完成", "cancelled": "已取消"},
                    zh="状态",
                ),
            ),
        ),
        Table(
            name="order_lines",
            key="line_id",
            prefix="OL-",
            rows=210,
            one="order line",
            many="order lines",
            zh="订单明细",
            measure="条",
            about="Products in orders.",
            columns=(
                Ref("order_id", "orders"),
                Ref("product_id", "products", spread="skewed", pick=_sold),
                Whole("quantity", 1, 6, shape="low", zh="数量"),
                Money("price", 0, 0, label="unit price", zh="单价"),
                Choice(
                    "status",
                    {"waiting": 1, "shipped": 1, "cancelled": 1},
                    words_zh={"waiting": "待发货", "shipped": "已发货", "cancelled": "已取消"},
                    zh="状态",
                ),
                Day("shipped", -60, 0, null=0.4, label="shipping date", zh="发货日期"),
            ),
        ),
        Table(
            name="return_requests",
            key="request_id",
            prefix="RR-",
            rows=26,
            one="return request",
            zh="退货申请",
            measure="条",
            columns=(
                Ref("line_id", "order_lines", label="order line", zh="订单明细"),
                Choice(
                    "reason",
                    {"damaged": 3, "wrong size": 2, "not needed": 3},
                    words_zh={"damaged": "破损", "wrong size": "尺寸不符", "not needed": "不再需要"},
                    zh="原因",
                ),
                Day("asked", -20, 0, label="request date", zh="申请日期"),
                Choice(
                    "status",
                    {"open": 3, "accepted": 2, "rejected": 1},
                    words_zh={"open": "待处理", "accepted": "已接受", "rejected": "已拒绝"},
                    zh="状态",
                ),
            ),
        ),
    ),
    actions=(
        Action(
            name="place_order",
            kind="create",
            says="Open a new, empty order for a customer.",
            zh="为顾客新建一笔空订单。",
            ask="open a new order with {method} delivery for {customer_id}",
            ask_zh="为{customer_id}新建一笔{method}的订单",
            parameters=(
                Ref("customer_id", "customers"),
                Choice(
                    "method",
                    {"standard": 1, "express": 1},
                    words_zh={"standard": "普通配送", "express": "加急配送"},
                    label="delivery method",
                    zh="配送方式",
                ),
            ),
            rules=(
                Rule(
                    "open_orders",
                    "count(orders, customer_id == customer.customer_id and status == 'open')"
                    " < (5 if customer.tier == 'premium' else 2)",
                    "A customer may have at most 2 open orders, a premium customer at most 5.",
                    "每位顾客最多有 2 笔处理中的订单，尊享顾客最多 5 笔。",
                ),
                Rule(
                    "express_tier",
                    "method != 'express' or customer.tier != 'regular'",
                    "Express delivery is for plus and premium customers.",
                    "加急配送仅限高级和尊享顾客。",
                ),
            ),
            effects=(
                Insert(
                    "orders",
                    {
                        "customer_id": "customer.customer_id",
                        "placed": "today",
                        "delivery": "method",
                        "status": "'open'",
                    },
                ),
            ),
        ),
        Action(
            name="add_line",
            kind="create",
            says="Add a product to an open order.",
            zh="在处理中的订单里加入商品。",
            ask="add {product_id} to {order_id} (quantity: {amount})",
            ask_zh="在{order_id}中加入 {amount} 件{product_id}",
            parameters=(
                Ref("order_id", "orders"),
                Ref("product_id", "products"),
                Whole("amount", 1, 8, label="quantity", zh="数量"),
            ),
            rules=(
                Rule(
                    "order_open",
                    "order.status == 'open'",
                    "Only an open order can be changed.",
                    "只能修改处理中的订单。",
                ),
                Rule(
                    "product_active",
                    "product.status == 'active'",
                    "A discontinued product cannot be ordered.",
                    "停售的商品不能订购。",
                ),
                Rule(
                    "amount_range",
                    "amount >= 1 and amount <= 6",
                    "The quantity must be from 1 to 6.",
                    "数量必须为 1 至 6。",
                ),
                Rule("in_stock", "product.stock >= amount", "There is not enough in stock.", "库存不足。"),
                Rule(
                    "not_twice",
                    "not exists(order_lines, order_id == order.order_id and product_id == product.product_id"
                    " and status != 'cancelled')",
                    "The product is in the order already.",
                    "该商品已在订单中。",
                ),
            ),
            effects=(
                Insert(
                    "order_lines",
                    {
                        "order_id": "order.order_id",
                        "product_id": "product.product_id",
                        "quantity": "amount",
                        "price": "product.price",
                        "status": "'waiting'",
                    },
                ),
            ),
        ),
        Action(
            name="ship_line",
            kind="update",
            says="Ship a waiting line of an open order, from stock.",
            zh="从库存发出订单中待发货的明细。",
            ask="ship {line_id}",
            ask_zh="发出{line_id}",
            parameters=(Ref("line_id", "order_lines"),),
            rules=(
                Rule(
                    "line_waiting",
                    "line.status == 'waiting'",
                    "Only a waiting line can be shipped.",
                    "只能发出待发货的明细。",
                ),
                Rule(
                    "in_stock",
                    "line.product_id.stock >= line.quantity",
                    "There is not enough in stock.",
                    "库存不足。",
                ),
            ),
            effects=(
                Set("line", {"status": "'shipped'", "shipped": "today"}),
                Set("line.product_id", {"stock": "line.product_id.stock - line.quantity"}),
            ),
        ),
        Action(
            name="cancel_order",
            kind="cancel",
            says="Cancel an open order of which nothing was shipped, with all its lines.",
            zh="取消尚未发货的订单及其全部明细。",
            ask="cancel {order_id}",
            ask_zh="取消{order_id}",
            parameters=(Ref("order_id", "orders"),),
            rules=(
                Rule(
                    "order_open",
                    "order.status == 'open'",
                    "Only an open order can be cancelled.",
                    "只能取消处理中的订单。",
                ),
                Rule(
                    "nothing_shipped",
                    "not exists(order_lines, order_id == order.order_id and status == 'shipped')",
                    "An order of which something was shipped cannot be cancelled.",
                    "已有商品发出的订单不能取消。",
                ),
                Rule(
                    "not_express",
                    "order.delivery != 'express' or order.placed >= today - days(2)",
                    "An express order can be cancelled within 2 days only.",
                    "加急订单只能在两天内取消。",
                ),
            ),
            effects=(
                Set("order", {"status": "'cancelled'"}),
                SetAll("order_lines", "order_id == order.order_id", {"status": "'cancelled'"}),
            ),
        ),
        Action(
            name="request_return",
            kind="create",
            says="Note that a customer wants to send back a shipped line.",
            zh="登记顾客对已发货明细的退货申请。",
            ask="request the return of {line_id} because it is {cause}",
            ask_zh="以{cause}为由为{line_id}申请退货",
            parameters=(
                Ref("line_id", "order_lines"),
                Choice(
                    "cause",
                    {"damaged": 1, "not needed": 1},
                    words_zh={"damaged": "破损", "not needed": "不再需要"},
                    label="reason",
                    zh="原因",
                ),
            ),
            rules=(
                Rule(
                    "line_shipped",
                    "line.status == 'shipped'",
                    "Only a shipped line can go back.",
                    "只有已发货的明细可以退货。",
                ),
                Rule(
                    "return_window",
                    "line.shipped >= today - days(30) or cause == 'damaged'",
                    "After 30 days only what is damaged can go back.",
                    "超过 30 天后只有破损商品可以退货。",
                ),
                Rule(
                    "asked_once",
                    "not exists(return_requests, line_id == line.line_id)",
                    "There is a return request for this line already.",
                    "该明细已有退货申请。",
                ),
            ),
            effects=(
                Insert(
                    "return_requests",
                    {"line_id": "line.line_id", "reason": "cause", "asked": "today", "status": "'open'"},
                ),
            ),
        ),
        Action(
            name="accept_return",
            kind="update",
            says="Accept a return request: the customer gets what was paid as store credit, the stock grows.",
            zh="接受退货申请：货款以购物金退给顾客，库存相应增加。",
            ask="accept {request_id}",
            ask_zh="接受{request_id}",
            parameters=(Ref("request_id", "return_requests"),),
            rules=(
                Rule(
                    "request_open",
                    "request.status == 'open'",
                    "The request has been decided already.",
                    "该申请已经处理。",
                ),
                Rule(
                    "accept_limit",
                    "request.line_id.quantity * request.line_id.price <= 400",
                    "A return worth more than 400 EUR needs the manager.",
                    "超过 400 欧元的退货需由经理处理。",
                ),
            ),
            effects=(
                Set("request", {"status": "'accepted'"}),
                Set(
                    "request.line_id.order_id.customer_id",
                    {
                        "credit": "request.line_id.order_id.customer_id.credit"
                        " + request.line_id.quantity * request.line_id.price"
                    },
                ),
                Set(
                    "request.line_id.product_id",
                    {"stock": "request.line_id.product_id.stock + request.line_id.quantity"},
                ),
            ),
        ),
    ),
    tidy=_agree,
)
