-- A restaurant: tables, guests, reservations, suppliers, ingredients, dishes, recipes and bills.
-- Dates are ISO texts; money is whole EUR.

CREATE TABLE dining_tables (
    table_id TEXT PRIMARY KEY,
    area TEXT NOT NULL CHECK (area IN ('terrace', 'window', 'hall')),
    seats INTEGER NOT NULL
) STRICT;

CREATE TABLE guests (
    guest_id TEXT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    standing TEXT NOT NULL CHECK (standing IN ('new', 'regular', 'friend of the house')),
    no_shows INTEGER NOT NULL
) STRICT;

CREATE TABLE reservations (
    reservation_id TEXT PRIMARY KEY,
    table_id TEXT NOT NULL REFERENCES dining_tables (table_id),
    guest_id TEXT NOT NULL REFERENCES guests (guest_id),
    day TEXT NOT NULL CHECK (day = date(day)),
    sitting TEXT NOT NULL CHECK (sitting IN ('lunch', 'early dinner', 'late dinner')),
    party INTEGER NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('booked', 'cancelled', 'seated'))
) STRICT;

CREATE TABLE suppliers (
    supplier_id TEXT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    lead_time INTEGER NOT NULL
) STRICT;

CREATE TABLE ingredients (
    ingredient_id TEXT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    supplier_id TEXT NOT NULL REFERENCES suppliers (supplier_id),
    storage TEXT NOT NULL CHECK (storage IN ('dry', 'cold', 'frozen')),
    stock INTEGER NOT NULL,
    price INTEGER NOT NULL
) STRICT;

CREATE TABLE dishes (
    dish_id TEXT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    course TEXT NOT NULL CHECK (course IN ('starter', 'main', 'side')),
    status TEXT NOT NULL CHECK (status IN ('on the menu', 'off the menu')),
    price INTEGER NOT NULL,
    minutes INTEGER NOT NULL
) STRICT;

-- How much of an ingredient must be there for a dish.
CREATE TABLE recipes (
    recipe_id TEXT PRIMARY KEY,
    dish_id TEXT NOT NULL REFERENCES dishes (dish_id),
    ingredient_id TEXT NOT NULL REFERENCES ingredients (ingredient_id),
    needed INTEGER NOT NULL
) STRICT;

CREATE TABLE bills (
    bill_id TEXT PRIMARY KEY,
    table_id TEXT NOT NULL REFERENCES dining_tables (table_id),
    day TEXT NOT NULL CHECK (day = date(day)),
    tip INTEGER NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('paid', 'open'))
) STRICT;

CREATE TABLE bill_lines (
    line_id TEXT PRIMARY KEY,
    bill_id TEXT NOT NULL REFERENCES bills (bill_id),
    dish_id TEXT NOT NULL REFERENCES dishes (dish_id),
    portions INTEGER NOT NULL,
    amount INTEGER NOT NULL
) STRICT;
