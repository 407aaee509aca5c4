"""Tools of the pack retail. A shop that sells by post: categories, products, customers, orders with their lines, and returns."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Literal

from environment import Database, Refused, reads, writes


def _category(db: Database, category_id: str) -> dict:
    row = db.one("SELECT * FROM categories WHERE category_id = ?", category_id)
    if row is None:
        raise Refused("no_such_category", f"There is no category {category_id!r}.")
    return row


def _product(db: Database, product_id: str) -> dict:
    row = db.one("SELECT * FROM products WHERE product_id = ?", product_id)
    if row is None:
        raise Refused("no_such_product", f"There is no product {product_id!r}.")
    return row


def _customer(db: Database, customer_id: str) -> dict:
    row = db.one("SELECT * FROM customers WHERE customer_id = ?", customer_id)
    if row is None:
        raise Refused("no_such_customer", f"There is no customer {customer_id!r}.")
    return row


def _order(db: Database, order_id: str) -> dict:
    row = db.one("SELECT * FROM orders WHERE order_id = ?", order_id)
    if row is None:
        raise Refused("no_such_order", f"There is no order {order_id!r}.")
    return row


def _order_line(db: Database, line_id: str) -> dict:
    row = db.one("SELECT * FROM order_lines WHERE line_id = ?", line_id)
    if row is None:
        raise Refused("no_such_order_line", f"There is no order line {line_id!r}.")
    return row


def _return_request(db: Database, request_id: str) -> dict:
    row = db.one("SELECT * FROM return_requests WHERE request_id = ?", request_id)
    if row is None:
        raise Refused("no_such_return_request", f"There is no return request {request_id!r}.")
    return row


def _page(rows: list[dict], page: int) -> dict:
    if page < 1:
        raise Refused("no_such_page", "Pages are counted from 1.")
    first = (page - 1) * 20
    return {"total": len(rows), "page": page, "items": rows[first : first + 20]}


def _later(day: str, days: int) -> str:
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat()


@reads
def get_category(db: Database, category_id: str) -> dict:
    """One category by its id.

    Args:
        category_id: Id of the category.
    """
    return _category(db, category_id)


@reads
def search_categories(db: Database, name: str | None = None, page: int = 1) -> dict:
    """Search categories by name; with how many there are in total.

    Args:
        name: Part of the name; upper and lower case are the same.
        page: Which 20 of them, from 1.
    """
    rows = db.all("SELECT * FROM categories ORDER BY category_id")
    if name is not None:
        rows = [row for row in rows if name.lower() in row["name"].lower()]
    return _page(rows, page)


@reads
def list_categories_of_parent(db: Database, parent_id: str) -> list[dict]:
    """All categories of one parent category.

    Args:
        parent_id: Id of the category.
    """
    _category(db, parent_id)
    return db.all("SELECT * FROM categories WHERE parent_id = ? ORDER BY category_id", parent_id)


@reads
def get_product(db: Database, product_id: str) -> dict:
    """One product by its id.

    Args:
        product_id: Id of the product.
    """
    return _product(db, product_id)


@reads
def search_products(
    db: Database,
    name: str | None = None,
    status: Literal["active", "discontinued"] | None = None,
    page: int = 1,
) -> dict:
    """Search products by name and status; with how many there are in total.

    Args:
        name: Part of the name; upper and lower case are the same.
        status: Only those with this status.
        page: Which 20 of them, from 1.
    """
    rows = db.all("SELECT * FROM products ORDER BY product_id")
    if name is not None:
        rows = [row for row in rows if name.lower() in row["name"].lower()]
    if status is not None:
        rows = [row for row in rows if row["status"] == status]
    return _page(rows, page)


@reads
def list_products_of_category(db: Database, category_id: str) -> list[dict]:
    """All products of one category.

    Args:
        category_id: Id of the category.
    """
    _category(db, category_id)
    return db.all("SELECT * FROM products WHERE category_id = ? ORDER BY product_id", category_id)


@reads
def get_customer(db: Database, customer_id: str) -> dict:
    """One customer by its id.

    Args:
        customer_id: Id of the customer.
    """
    return _customer(db, customer_id)


@reads
def search_customers(
    db: Database,
    name: str | None = None,
    tier: Literal["regular", "plus", "premium"] | None = None,
    page: int = 1,
) -> dict:
    """Search customers by name and customer tier; with how many there are in total.

    Args:
        name: Part of the name; upper and lower case are the same.
        tier: Only those with this customer tier.
        page: Which 20 of them, from 1.
    """
    rows = db.all("SELECT * FROM customers ORDER BY customer_id")
    if name is not None:
        rows = [row for row in rows if name.lower() in row["name"].lower()]
    if tier is not None:
        rows = [row for row in rows if row["tier"] == tier]
    return _page(rows, page)


@reads
def get_order(db: Database, order_id: str) -> dict:
    """One order by its id.

    Args:
        order_id: Id of the order.
    """
    return _order(db, order_id)


@reads
def search_orders(
    db: Database,
    delivery: Literal["standard", "express", "pickup"] | None = None,
    status: Literal["open", "complete", "cancelled"] | None = None,
    page: int = 1,
) -> dict:
    """Search orders by delivery method and status; with how many there are in total.

    Args:
        delivery: Only those with this delivery method.
        status: Only those with this status.
        page: Which 20 of them, from 1.
    """
    rows = db.all("SELECT * FROM orders ORDER BY order_id")
    if delivery is not None:
        rows = [row for row in rows if row["delivery"] == delivery]
    if status is not None:
        rows = [row for row in rows if row["status"] == status]
    return _page(rows, page)


@reads
def list_orders_of_customer(db: Database, customer_id: str) -> list[dict]:
    """All orders of one customer.

    Args:
        customer_id: Id of the customer.
    """
    _customer(db, customer_id)
    return db.all("SELECT * FROM orders WHERE customer_id = ? ORDER BY order_id", customer_id)


@reads
def get_order_line(db: Database, line_id: str) -> dict:
    """One order line by its id.

    Args:
        line_id: Id of the order line.
    """
    return _order_line(db, line_id)


@reads
def search_order_lines(
    db: Database,
    status: Literal["waiting", "shipped", "cancelled"] | None = None,
    page: int = 1,
) -> dict:
    """Search order lines by status; with how many there are in total.

    Args:
        status: Only those with this status.
        page: Which 20 of them, from 1.
    """
    rows = db.all("SELECT * FROM order_lines ORDER BY line_id")
    if status is not None:
        rows = [row for row in rows if row["status"] == status]
    return _page(rows, page)


@reads
def list_order_lines_of_order(db: Database, order_id: str) -> list[dict]:
    """All order lines of one order.

    Args:
        order_id: Id of the order.
    """
    _order(db, order_id)
    return db.all("SELECT * FROM order_lines WHERE order_id = ? ORDER BY line_id", order_id)


@reads
def list_order_lines_of_product(db: Database, product_id: str) -> list[dict]:
    """All order lines of one product.

    Args:
        product_id: Id of the product.
    """
    _product(db, product_id)
    return db.all("SELECT * FROM order_lines WHERE product_id = ? ORDER BY line_id", product_id)


@reads
def get_return_request(db: Database, request_id: str) -> dict:
    """One return request by its id.

    Args:
        request_id: Id of the return request.
    """
    return _return_request(db, request_id)


@reads
def search_return_requests(
    db: Database,
    reason: Literal["damaged", "wrong size", "not needed"] | None = None,
    status: Literal["open", "accepted", "rejected"] | None = None,
    page: int = 1,
) -> dict:
    """Search return requests by reason and status; with how many there are in total.

    Args:
        reason: Only those with this reason.
        status: Only those with this status.
        page: Which 20 of them, from 1.
    """
    rows = db.all("SELECT * FROM return_requests ORDER BY request_id")
    if reason is not None:
        rows = [row for row in rows if row["reason"] == reason]
    if status is not None:
        rows = [row for row in rows if row["status"] == status]
    return _page(rows, page)


@reads
def list_return_requests_of_line(db: Database, line_id: str) -> list[dict]:
    """All return requests of one order line.

    Args:
        line_id: Id of the order line.
    """
    _order_line(db, line_id)
    return db.all("SELECT * FROM return_requests WHERE line_id = ? ORDER BY request_id", line_id)


@reads
def total_quantity_of_order_lines(
    db: Database,
    status: Literal["waiting", "shipped", "cancelled"] | None = None,
) -> dict:
    """Number of order lines, and sum, smallest and largest quantity of them.

    Args:
        status: Only those with this status.
    """
    rows = db.all("SELECT * FROM order_lines")
    if status is not None:
        rows = [row for row in rows if row["status"] == status]
    found = [row["quantity"] for row in rows if row["quantity"] is not None]
    return {"count": len(rows), "sum": sum(found), "min": min(found, default=None), "max": max(found, default=None)}


@reads
def find_orders_by_customer_tier(db: Database, tier: Literal["regular", "plus", "premium"]) -> list[dict]:
    """All orders whose customer has a given customer tier.

    Args:
        tier: Customer tier of the customer.
    """
    return db.all(
        "SELECT * FROM orders WHERE customer_id IN (SELECT customer_id FROM customers WHERE tier = ?) ORDER BY order_id",
        tier,
    )


@writes("orders")
def place_order(db: Database, customer_id: str, method: Literal["standard", "express"]) -> dict:
    """Open a new, empty order for a customer.

    Args:
        customer_id: Id of the customer.
        method: Delivery method.
    """
    customer = _customer(db, customer_id)
    if sum(
        1
        for other in db.all("SELECT * FROM orders")
        if other["customer_id"] == customer["customer_id"] and other["status"] == "open"
    ) >= (5 if customer["tier"] == "premium" else 2):
        raise Refused("open_orders", "A customer may have at most 2 open orders, a premium customer at most 5.")
    if not (method != "express" or customer["tier"] != "regular"):
        raise Refused("express_tier", "Express delivery is for plus and premium customers.")
    new_order = db.next_id("orders", "O-", width=4)
    db.run(
        "INSERT INTO orders (order_id, customer_id, placed, delivery, status) VALUES (?, ?, ?, ?, ?)",
        new_order,
        customer["customer_id"],
        db.today.isoformat(),
        method,
        "open",
    )
    return _order(db, new_order)


@writes("order_lines")
def add_line(db: Database, order_id: str, product_id: str, amount: int) -> dict:
    """Add a product to an open order.

    Args:
        order_id: Id of the order.
        product_id: Id of the product.
        amount: Quantity.
    """
    order = _order(db, order_id)
    product = _product(db, product_id)
    if order["status"] != "open":
        raise Refused("order_open", "Only an open order can be changed.")
    if product["status"] != "active":
        raise Refused("product_active", "A discontinued product cannot be ordered.")
    if not (amount >= 1 and amount <= 6):
        raise Refused("amount_range", "The quantity must be from 1 to 6.")
    if product["stock"] < amount:
        raise Refused("in_stock", "There is not enough in stock.")
    if any(
        True
        for other in db.all("SELECT * FROM order_lines")
        if other["order_id"] == order["order_id"]
        and other["product_id"] == product["product_id"]
        and other["status"] != "cancelled"
    ):
        raise Refused("not_twice", "The product is in the order already.")
    new_order_line = db.next_id("order_lines", "OL-", width=4)
    db.run(
        "INSERT INTO order_lines (line_id, order_id, product_id, quantity, price, status) VALUES (?, ?, ?, ?, ?, ?)",
        new_order_line,
        order["order_id"],
        product["product_id"],
        amount,
        product["price"],
        "waiting",
    )
    return _order_line(db, new_order_line)


@writes("order_lines", "products")
def ship_line(db: Database, line_id: str) -> dict:
    """Ship a waiting line of an open order, from stock.

    Args:
        line_id: Id of the order line.
    """
    line = _order_line(db, line_id)
    if line["status"] != "waiting":
        raise Refused("line_waiting", "Only a waiting line can be shipped.")
    if _product(db, line["product_id"])["stock"] < line["quantity"]:
        raise Refused("in_stock", "There is not enough in stock.")
    new_stock = _product(db, line["product_id"])["stock"] - line["quantity"]
    db.run(
        "UPDATE order_lines SET status = ?, shipped = ? WHERE line_id = ?",
        "shipped",
        db.today.isoformat(),
        line["line_id"],
    )
    db.run("UPDATE products SET stock = ? WHERE product_id = ?", new_stock, line["product_id"])
    return _order_line(db, line["line_id"])


@writes("order_lines", "orders")
def cancel_order(db: Database, order_id: str) -> dict:
    """Cancel an open order of which nothing was shipped, with all its lines.

    Args:
        order_id: Id of the order.
    """
    order = _order(db, order_id)
    if order["status"] != "open":
        raise Refused("order_open", "Only an open order can be cancelled.")
    if any(
        True
        for other in db.all("SELECT * FROM order_lines")
        if other["order_id"] == order["order_id"] and other["status"] == "shipped"
    ):
        raise Refused("nothing_shipped", "An order of which something was shipped cannot be cancelled.")
    if not (order["delivery"] != "express" or order["placed"] >= _later(db.today.isoformat(), -2)):
        raise Refused("not_express", "An express order can be cancelled within 2 days only.")
    changed_order_lines = [
        other
        for other in db.all("SELECT * FROM order_lines ORDER BY line_id")
        if other["order_id"] == order["order_id"]
    ]
    db.run("UPDATE orders SET status = ? WHERE order_id = ?", "cancelled", order["order_id"])
    for other in changed_order_lines:
        db.run("UPDATE order_lines SET status = ? WHERE line_id = ?", "cancelled", other["line_id"])
    return _order(db, order["order_id"])


@writes("return_requests")
def request_return(db: Database, line_id: str, cause: Literal["damaged", "not needed"]) -> dict:
    """Note that a customer wants to send back a shipped line.

    Args:
        line_id: Id of the order line.
        cause: Reason.
    """
    line = _order_line(db, line_id)
    if line["status"] != "shipped":
        raise Refused("line_shipped", "Only a shipped line can go back.")
    if not (
        (line["shipped"] is not None and line["shipped"] >= _later(db.today.isoformat(), -30)) or cause == "damaged"
    ):
        raise Refused("return_window", "After 30 days only what is damaged can go back.")
    if any(True for other in db.all("SELECT * FROM return_requests") if other["line_id"] == line["line_id"]):
        raise Refused("asked_once", "There is a return request for this line already.")
    new_return_request = db.next_id("return_requests", "RR-", width=4)
    db.run(
        "INSERT INTO return_requests (request_id, line_id, reason, asked, status) VALUES (?, ?, ?, ?, ?)",
        new_return_request,
        line["line_id"],
        cause,
        db.today.isoformat(),
        "open",
    )
    return _return_request(db, new_return_request)


@writes("customers", "products", "return_requests")
def accept_return(db: Database, request_id: str) -> dict:
    """Accept a return request: the customer gets what was paid as store credit, the stock grows.

    Args:
        request_id: Id of the return request.
    """
    request = _return_request(db, request_id)
    if request["status"] != "open":
        raise Refused("request_open", "The request has been decided already.")
    if (_order_line(db, request["line_id"])["quantity"] * _order_line(db, request["line_id"])["price"]) > 400:
        raise Refused("accept_limit", "A return worth more than 400 EUR needs the manager.")
    new_credit = _customer(db, _order(db, _order_line(db, request["line_id"])["order_id"])["customer_id"])["credit"] + (
        _order_line(db, request["line_id"])["quantity"] * _order_line(db, request["line_id"])["price"]
    )
    new_stock = (
        _product(db, _order_line(db, request["line_id"])["product_id"])["stock"]
        + _order_line(db, request["line_id"])["quantity"]
    )
    db.run("UPDATE return_requests SET status = ? WHERE request_id = ?", "accepted", request["request_id"])
    db.run(
        "UPDATE customers SET credit = ? WHERE customer_id = ?",
        new_credit,
        _order(db, _order_line(db, request["line_id"])["order_id"])["customer_id"],
    )
    db.run(
        "UPDATE products SET stock = ? WHERE product_id = ?",
        new_stock,
        _order_line(db, request["line_id"])["product_id"],
    )
    return _return_request(db, request["request_id"])
