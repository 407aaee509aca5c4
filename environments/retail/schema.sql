-- A shop that sells by post: categories, products, customers, orders with their lines, and returns.
-- Dates are ISO texts; money is whole EUR.

-- A tree: a category may belong to another one.
CREATE TABLE categories (
    category_id TEXT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    parent_id TEXT REFERENCES categories (category_id)
) STRICT;

CREATE TABLE products (
    product_id TEXT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    category_id TEXT NOT NULL REFERENCES categories (category_id),
    status TEXT NOT NULL CHECK (status IN ('active', 'discontinued')),
    price INTEGER NOT NULL,
    weight INTEGER NOT NULL,
    stock INTEGER NOT NULL
) STRICT;

CREATE TABLE customers (
    customer_id TEXT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    city TEXT NOT NULL,
    tier TEXT NOT NULL CHECK (tier IN ('regular', 'plus', 'premium')),
    credit INTEGER NOT NULL
) STRICT;

CREATE TABLE orders (
    order_id TEXT PRIMARY KEY,
    customer_id TEXT NOT NULL REFERENCES customers (customer_id),
    placed TEXT NOT NULL CHECK (placed = date(placed)),
    delivery TEXT NOT NULL CHECK (delivery IN ('standard', 'express', 'pickup')),
    status TEXT NOT NULL CHECK (status IN ('open', 'complete', 'cancelled'))
) STRICT;

-- Products in orders.
CREATE TABLE order_lines (
    line_id TEXT PRIMARY KEY,
    order_id TEXT NOT NULL REFERENCES orders (order_id),
    product_id TEXT NOT NULL REFERENCES products (product_id),
    quantity INTEGER NOT NULL,
    price INTEGER NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('waiting', 'shipped', 'cancelled')),
    shipped TEXT CHECK (shipped = date(shipped))
) STRICT;

CREATE TABLE return_requests (
    request_id TEXT PRIMARY KEY,
    line_id TEXT NOT NULL REFERENCES order_lines (line_id),
    reason TEXT NOT NULL CHECK (reason IN ('damaged', 'wrong size', 'not needed')),
    asked TEXT NOT NULL CHECK (asked = date(asked)),
    status TEXT NOT NULL CHECK (status IN ('open', 'accepted', 'rejected'))
) STRICT;
