"""The same verdict from the declaration alone: brute force in SQL over the data at the start."""

STEPS = [
    (
        "calls_1",
        ("traveller_id", "hotel_id", "arriving", "length", "call_key", "place"),
        "SELECT 'TV-0004' AS traveller_id, 'HO-0036' AS hotel_id, '2026-05-19' AS arriving, 5 AS length, NULL AS call_key, NULL AS place",
    ),
    (
        "accepted_1",
        ("traveller_id", "hotel_id", "arriving", "length", "call_key", "place"),
        """
SELECT calls_1.*
FROM calls_1
JOIN travellers AS the_traveller ON the_traveller.traveller_id = calls_1.traveller_id
JOIN hotels AS the_hotel ON the_hotel.hotel_id = calls_1.hotel_id
WHERE (calls_1.arriving > '2026-05-04')
AND ((calls_1.length >= 1) AND (calls_1.length <= 7))
AND (the_hotel.free_rooms > 0)
AND NOT EXISTS (SELECT 1 FROM stays AS other WHERE ((other.traveller_id = the_traveller.traveller_id) AND (other.arrival = calls_1.arriving) AND (other.status = 'booked')))
AND ((the_hotel.price * calls_1.length) <= the_traveller.budget)
""",
    ),
    (
        "change_1_1",
        ("stay_id", "hotel_id", "traveller_id", "arrival", "nights", "total", "status"),
        """
SELECT printf('ST-%04d', (SELECT coalesce(max(CAST(substr(stay_id, 4) AS INTEGER)), 0) FROM stays) + row_number() OVER ()) AS stay_id, the_hotel.hotel_id AS hotel_id, the_traveller.traveller_id AS traveller_id, accepted_1.arriving AS arrival, accepted_1.length AS nights, (the_hotel.price * accepted_1.length) AS total, 'booked' AS status
FROM accepted_1
JOIN travellers AS the_traveller ON the_traveller.traveller_id = accepted_1.traveller_id
JOIN hotels AS the_hotel ON the_hotel.hotel_id = accepted_1.hotel_id
""",
    ),
    ("stays_after_1_1", (), "SELECT * FROM stays UNION ALL SELECT * FROM change_1_1"),
    (
        "change_1_2",
        ("row_key", "free_rooms"),
        """
SELECT the_hotel.hotel_id AS row_key, (the_hotel.free_rooms - 1) AS free_rooms
FROM accepted_1
JOIN travellers AS the_traveller ON the_traveller.traveller_id = accepted_1.traveller_id
JOIN hotels AS the_hotel ON the_hotel.hotel_id = accepted_1.hotel_id
""",
    ),
    (
        "hotels_after_1_2",
        (),
        """
SELECT old.hotel_id, old.name, old.city_id, old.stars, old.breakfast, old.price, iif(new.row_key IS NULL, old.free_rooms, new.free_rooms) AS free_rooms
FROM hotels AS old
LEFT JOIN change_1_2 AS new ON new.row_key = old.hotel_id
""",
    ),
    (
        "change_1_3",
        ("row_key", "budget"),
        """
SELECT the_traveller.traveller_id AS row_key, (the_traveller.budget - (the_hotel.price * accepted_1.length)) AS budget
FROM accepted_1
JOIN travellers AS the_traveller ON the_traveller.traveller_id = accepted_1.traveller_id
JOIN hotels AS the_hotel ON the_hotel.hotel_id = accepted_1.hotel_id
""",
    ),
    (
        "travellers_after_1_3",
        (),
        """
SELECT old.traveller_id, old.name, old.city_id, old.card, iif(new.row_key IS NULL, old.budget, new.budget) AS budget
FROM travellers AS old
LEFT JOIN change_1_3 AS new ON new.row_key = old.traveller_id
""",
    ),
    (
        "calls_2",
        ("traveller_id", "hotel_id", "arriving", "length", "call_key", "place"),
        """
SELECT 'TV-0023' AS traveller_id, 'HO-0018' AS hotel_id, '2026-05-06' AS arriving, 2 AS length, NULL AS call_key, NULL AS place
WHERE NOT EXISTS (SELECT 1 FROM accepted_1)
""",
    ),
    (
        "accepted_2",
        ("traveller_id", "hotel_id", "arriving", "length", "call_key", "place"),
        """
SELECT calls_2.*
FROM calls_2
JOIN travellers_after_1_3 AS the_traveller ON the_traveller.traveller_id = calls_2.traveller_id
JOIN hotels_after_1_2 AS the_hotel ON the_hotel.hotel_id = calls_2.hotel_id
WHERE (calls_2.arriving > '2026-05-04')
AND ((calls_2.length >= 1) AND (calls_2.length <= 7))
AND (the_hotel.free_rooms > 0)
AND NOT EXISTS (SELECT 1 FROM stays_after_1_1 AS other WHERE ((other.traveller_id = the_traveller.traveller_id) AND (other.arrival = calls_2.arriving) AND (other.status = 'booked')))
AND ((the_hotel.price * calls_2.length) <= the_traveller.budget)
""",
    ),
    (
        "change_2_1",
        ("stay_id", "hotel_id", "traveller_id", "arrival", "nights", "total", "status"),
        """
SELECT printf('ST-%04d', (SELECT coalesce(max(CAST(substr(stay_id, 4) AS INTEGER)), 0) FROM stays_after_1_1) + row_number() OVER ()) AS stay_id, the_hotel.hotel_id AS hotel_id, the_traveller.traveller_id AS traveller_id, accepted_2.arriving AS arrival, accepted_2.length AS nights, (the_hotel.price * accepted_2.length) AS total, 'booked' AS status
FROM accepted_2
JOIN travellers_after_1_3 AS the_traveller ON the_traveller.traveller_id = accepted_2.traveller_id
JOIN hotels_after_1_2 AS the_hotel ON the_hotel.hotel_id = accepted_2.hotel_id
""",
    ),
    ("stays_after_2_1", (), "SELECT * FROM stays_after_1_1 UNION ALL SELECT * FROM change_2_1"),
    (
        "change_2_2",
        ("row_key", "free_rooms"),
        """
SELECT the_hotel.hotel_id AS row_key, (the_hotel.free_rooms - 1) AS free_rooms
FROM accepted_2
JOIN travellers_after_1_3 AS the_traveller ON the_traveller.traveller_id = accepted_2.traveller_id
JOIN hotels_after_1_2 AS the_hotel ON the_hotel.hotel_id = accepted_2.hotel_id
""",
    ),
    (
        "hotels_after_2_2",
        (),
        """
SELECT old.hotel_id, old.name, old.city_id, old.stars, old.breakfast, old.price, iif(new.row_key IS NULL, old.free_rooms, new.free_rooms) AS free_rooms
FROM hotels_after_1_2 AS old
LEFT JOIN change_2_2 AS new ON new.row_key = old.hotel_id
""",
    ),
    (
        "change_2_3",
        ("row_key", "budget"),
        """
SELECT the_traveller.traveller_id AS row_key, (the_traveller.budget - (the_hotel.price * accepted_2.length)) AS budget
FROM accepted_2
JOIN travellers_after_1_3 AS the_traveller ON the_traveller.traveller_id = accepted_2.traveller_id
JOIN hotels_after_1_2 AS the_hotel ON the_hotel.hotel_id = accepted_2.hotel_id
""",
    ),
    (
        "travellers_after_2_3",
        (),
        """
SELECT old.traveller_id, old.name, old.city_id, old.card, iif(new.row_key IS NULL, old.budget, new.budget) AS budget
FROM travellers_after_1_3 AS old
LEFT JOIN change_2_3 AS new ON new.row_key = old.traveller_id
""",
    ),
    ("calls_3", ("stay_id", "call_key", "place"), "SELECT 'ST-0104' AS stay_id, NULL AS call_key, NULL AS place"),
    (
        "accepted_3",
        ("stay_id", "call_key", "place"),
        """
SELECT calls_3.*
FROM calls_3
JOIN stays_after_2_1 AS the_stay ON the_stay.stay_id = calls_3.stay_id
WHERE (the_stay.status = 'booked')
AND ((the_stay.arrival > date('2026-05-04', (+(3)) || ' days')) OR ((SELECT card FROM travellers_after_2_3 WHERE traveller_id = the_stay.traveller_id) = 'gold'))
""",
    ),
    (
        "change_3_1",
        ("row_key", "status"),
        """
SELECT the_stay.stay_id AS row_key, 'cancelled' AS status
FROM accepted_3
JOIN stays_after_2_1 AS the_stay ON the_stay.stay_id = accepted_3.stay_id
""",
    ),
    (
        "stays_after_3_1",
        (),
        """
SELECT old.stay_id, old.hotel_id, old.traveller_id, old.arrival, old.nights, old.total, iif(new.row_key IS NULL, old.status, new.status) AS status
FROM stays_after_2_1 AS old
LEFT JOIN change_3_1 AS new ON new.row_key = old.stay_id
""",
    ),
    (
        "change_3_2",
        ("row_key", "free_rooms"),
        """
SELECT the_stay.hotel_id AS row_key, ((SELECT free_rooms FROM hotels_after_2_2 WHERE hotel_id = the_stay.hotel_id) + 1) AS free_rooms
FROM accepted_3
JOIN stays_after_2_1 AS the_stay ON the_stay.stay_id = accepted_3.stay_id
""",
    ),
    (
        "hotels_after_3_2",
        (),
        """
SELECT old.hotel_id, old.name, old.city_id, old.stars, old.breakfast, old.price, iif(new.row_key IS NULL, old.free_rooms, new.free_rooms) AS free_rooms
FROM hotels_after_2_2 AS old
LEFT JOIN change_3_2 AS new ON new.row_key = old.hotel_id
""",
    ),
    (
        "change_3_3",
        ("row_key", "budget"),
        """
SELECT the_stay.traveller_id AS row_key, ((SELECT budget FROM travellers_after_2_3 WHERE traveller_id = the_stay.traveller_id) + the_stay.total) AS budget
FROM accepted_3
JOIN stays_after_2_1 AS the_stay ON the_stay.stay_id = accepted_3.stay_id
""",
    ),
    (
        "travellers_after_3_3",
        (),
        """
SELECT old.traveller_id, old.name, old.city_id, old.card, iif(new.row_key IS NULL, old.budget, new.budget) AS budget
FROM travellers_after_2_3 AS old
LEFT JOIN change_3_3 AS new ON new.row_key = old.traveller_id
""",
    ),
    (
        "calls_4",
        ("traveller_id", "hotel_id", "arriving", "length", "call_key", "place"),
        """
SELECT 'TV-0024' AS traveller_id, 'HO-0015' AS hotel_id, '2026-05-20' AS arriving, 6 AS length, NULL AS call_key, NULL AS place
WHERE NOT EXISTS (SELECT 1 FROM accepted_3)
""",
    ),
    (
        "accepted_4",
        ("traveller_id", "hotel_id", "arriving", "length", "call_key", "place"),
        """
SELECT calls_4.*
FROM calls_4
JOIN travellers_after_3_3 AS the_traveller ON the_traveller.traveller_id = calls_4.traveller_id
JOIN hotels_after_3_2 AS the_hotel ON the_hotel.hotel_id = calls_4.hotel_id
WHERE (calls_4.arriving > '2026-05-04')
AND ((calls_4.length >= 1) AND (calls_4.length <= 7))
AND (the_hotel.free_rooms > 0)
AND NOT EXISTS (SELECT 1 FROM stays_after_3_1 AS other WHERE ((other.traveller_id = the_traveller.traveller_id) AND (other.arrival = calls_4.arriving) AND (other.status = 'booked')))
AND ((the_hotel.price * calls_4.length) <= the_traveller.budget)
""",
    ),
    (
        "change_4_1",
        ("stay_id", "hotel_id", "traveller_id", "arrival", "nights", "total", "status"),
        """
SELECT printf('ST-%04d', (SELECT coalesce(max(CAST(substr(stay_id, 4) AS INTEGER)), 0) FROM stays_after_3_1) + row_number() OVER ()) AS stay_id, the_hotel.hotel_id AS hotel_id, the_traveller.traveller_id AS traveller_id, accepted_4.arriving AS arrival, accepted_4.length AS nights, (the_hotel.price * accepted_4.length) AS total, 'booked' AS status
FROM accepted_4
JOIN travellers_after_3_3 AS the_traveller ON the_traveller.traveller_id = accepted_4.traveller_id
JOIN hotels_after_3_2 AS the_hotel ON the_hotel.hotel_id = accepted_4.hotel_id
""",
    ),
    ("stays_after_4_1", (), "SELECT * FROM stays_after_3_1 UNION ALL SELECT * FROM change_4_1"),
    (
        "change_4_2",
        ("row_key", "free_rooms"),
        """
SELECT the_hotel.hotel_id AS row_key, (the_hotel.free_rooms - 1) AS free_rooms
FROM accepted_4
JOIN travellers_after_3_3 AS the_traveller ON the_traveller.traveller_id = accepted_4.traveller_id
JOIN hotels_after_3_2 AS the_hotel ON the_hotel.hotel_id = accepted_4.hotel_id
""",
    ),
    (
        "hotels_after_4_2",
        (),
        """
SELECT old.hotel_id, old.name, old.city_id, old.stars, old.breakfast, old.price, iif(new.row_key IS NULL, old.free_rooms, new.free_rooms) AS free_rooms
FROM hotels_after_3_2 AS old
LEFT JOIN change_4_2 AS new ON new.row_key = old.hotel_id
""",
    ),
    (
        "change_4_3",
        ("row_key", "budget"),
        """
SELECT the_traveller.traveller_id AS row_key, (the_traveller.budget - (the_hotel.price * accepted_4.length)) AS budget
FROM accepted_4
JOIN travellers_after_3_3 AS the_traveller ON the_traveller.traveller_id = accepted_4.traveller_id
JOIN hotels_after_3_2 AS the_hotel ON the_hotel.hotel_id = accepted_4.hotel_id
""",
    ),
    (
        "travellers_after_4_3",
        (),
        """
SELECT old.traveller_id, old.name, old.city_id, old.card, iif(new.row_key IS NULL, old.budget, new.budget) AS budget
FROM travellers_after_3_3 AS old
LEFT JOIN change_4_3 AS new ON new.row_key = old.traveller_id
""",
    ),
    ("calls_5", ("stay_id", "call_key", "place"), "SELECT 'ST-0025' AS stay_id, NULL AS call_key, NULL AS place"),
    (
        "accepted_5",
        ("stay_id", "call_key", "place"),
        """
SELECT calls_5.*
FROM calls_5
JOIN stays_after_4_1 AS the_stay ON the_stay.stay_id = calls_5.stay_id
WHERE (the_stay.status = 'booked')
AND ((the_stay.arrival > date('2026-05-04', (+(3)) || ' days')) OR ((SELECT card FROM travellers_after_4_3 WHERE traveller_id = the_stay.traveller_id) = 'gold'))
""",
    ),
    (
        "change_5_1",
        ("row_key", "status"),
        """
SELECT the_stay.stay_id AS row_key, 'cancelled' AS status
FROM accepted_5
JOIN stays_after_4_1 AS the_stay ON the_stay.stay_id = accepted_5.stay_id
""",
    ),
    (
        "stays_after_5_1",
        (),
        """
SELECT old.stay_id, old.hotel_id, old.traveller_id, old.arrival, old.nights, old.total, iif(new.row_key IS NULL, old.status, new.status) AS status
FROM stays_after_4_1 AS old
LEFT JOIN change_5_1 AS new ON new.row_key = old.stay_id
""",
    ),
    (
        "change_5_2",
        ("row_key", "free_rooms"),
        """
SELECT the_stay.hotel_id AS row_key, ((SELECT free_rooms FROM hotels_after_4_2 WHERE hotel_id = the_stay.hotel_id) + 1) AS free_rooms
FROM accepted_5
JOIN stays_after_4_1 AS the_stay ON the_stay.stay_id = accepted_5.stay_id
""",
    ),
    (
        "hotels_after_5_2",
        (),
        """
SELECT old.hotel_id, old.name, old.city_id, old.stars, old.breakfast, old.price, iif(new.row_key IS NULL, old.free_rooms, new.free_rooms) AS free_rooms
FROM hotels_after_4_2 AS old
LEFT JOIN change_5_2 AS new ON new.row_key = old.hotel_id
""",
    ),
    (
        "change_5_3",
        ("row_key", "budget"),
        """
SELECT the_stay.traveller_id AS row_key, ((SELECT budget FROM travellers_after_4_3 WHERE traveller_id = the_stay.traveller_id) + the_stay.total) AS budget
FROM accepted_5
JOIN stays_after_4_1 AS the_stay ON the_stay.stay_id = accepted_5.stay_id
""",
    ),
    (
        "travellers_after_5_3",
        (),
        """
SELECT old.traveller_id, old.name, old.city_id, old.card, iif(new.row_key IS NULL, old.budget, new.budget) AS budget
FROM travellers_after_4_3 AS old
LEFT JOIN change_5_3 AS new ON new.row_key = old.traveller_id
""",
    ),
    (
        "calls_6",
        ("ride_id", "call_key", "place"),
        "SELECT 'RI-0064' AS ride_id, NULL AS call_key, NULL AS place WHERE NOT EXISTS (SELECT 1 FROM accepted_5)",
    ),
    (
        "accepted_6",
        ("ride_id", "call_key", "place"),
        """
SELECT calls_6.*
FROM calls_6
JOIN rides AS the_ride ON the_ride.ride_id = calls_6.ride_id
WHERE (the_ride.status = 'booked')
AND (((SELECT speed FROM trains WHERE train_id = the_ride.train_id) <> 'night') OR ((SELECT card FROM travellers_after_5_3 WHERE traveller_id = the_ride.traveller_id) <> 'basic'))
""",
    ),
    (
        "change_6_1",
        ("row_key", "status"),
        """
SELECT the_ride.ride_id AS row_key, 'cancelled' AS status
FROM accepted_6
JOIN rides AS the_ride ON the_ride.ride_id = accepted_6.ride_id
""",
    ),
    (
        "rides_after_6_1",
        (),
        """
SELECT old.ride_id, old.train_id, old.traveller_id, old.day, old.fare, iif(new.row_key IS NULL, old.status, new.status) AS status
FROM rides AS old
LEFT JOIN change_6_1 AS new ON new.row_key = old.ride_id
""",
    ),
    (
        "change_6_2",
        ("row_key", "free_seats"),
        """
SELECT the_ride.train_id AS row_key, ((SELECT free_seats FROM trains WHERE train_id = the_ride.train_id) + 1) AS free_seats
FROM accepted_6
JOIN rides AS the_ride ON the_ride.ride_id = accepted_6.ride_id
""",
    ),
    (
        "trains_after_6_2",
        (),
        """
SELECT old.train_id, old.number, old.from_city_id, old.to_city_id, old.speed, old.minutes, old.fare, iif(new.row_key IS NULL, old.free_seats, new.free_seats) AS free_seats
FROM trains AS old
LEFT JOIN change_6_2 AS new ON new.row_key = old.train_id
""",
    ),
    (
        "change_6_3",
        ("row_key", "budget"),
        """
SELECT the_ride.traveller_id AS row_key, iif(((SELECT speed FROM trains WHERE train_id = the_ride.train_id) = 'regional'), (SELECT budget FROM travellers_after_5_3 WHERE traveller_id = the_ride.traveller_id), ((SELECT budget FROM travellers_after_5_3 WHERE traveller_id = the_ride.traveller_id) + (the_ride.fare / 2))) AS budget
FROM accepted_6
JOIN rides AS the_ride ON the_ride.ride_id = accepted_6.ride_id
""",
    ),
    (
        "travellers_after_6_3",
        (),
        """
SELECT old.traveller_id, old.name, old.city_id, old.card, iif(new.row_key IS NULL, old.budget, new.budget) AS budget
FROM travellers_after_5_3 AS old
LEFT JOIN change_6_3 AS new ON new.row_key = old.traveller_id
""",
    ),
    (
        "calls_7",
        ("stay_id", "hotel_id", "call_key", "place"),
        "SELECT 'ST-0039' AS stay_id, 'HO-0026' AS hotel_id, NULL AS call_key, NULL AS place",
    ),
    (
        "accepted_7",
        ("stay_id", "hotel_id", "call_key", "place"),
        """
SELECT calls_7.*
FROM calls_7
JOIN stays_after_5_1 AS the_stay ON the_stay.stay_id = calls_7.stay_id
JOIN hotels_after_5_2 AS the_hotel ON the_hotel.hotel_id = calls_7.hotel_id
WHERE (the_stay.status = 'booked')
AND (the_hotel.hotel_id <> the_stay.hotel_id)
AND (the_hotel.city_id = (SELECT city_id FROM hotels_after_5_2 WHERE hotel_id = the_stay.hotel_id))
AND (the_hotel.free_rooms > 0)
AND ((the_hotel.price * the_stay.nights) <= ((SELECT budget FROM travellers_after_6_3 WHERE traveller_id = the_stay.traveller_id) + the_stay.total))
""",
    ),
    (
        "change_7_1",
        ("row_key", "hotel_id", "total"),
        """
SELECT the_stay.stay_id AS row_key, the_hotel.hotel_id AS hotel_id, (the_hotel.price * the_stay.nights) AS total
FROM accepted_7
JOIN stays_after_5_1 AS the_stay ON the_stay.stay_id = accepted_7.stay_id
JOIN hotels_after_5_2 AS the_hotel ON the_hotel.hotel_id = accepted_7.hotel_id
""",
    ),
    (
        "stays_after_7_1",
        (),
        """
SELECT old.stay_id, iif(new.row_key IS NULL, old.hotel_id, new.hotel_id) AS hotel_id, old.traveller_id, old.arrival, old.nights, iif(new.row_key IS NULL, old.total, new.total) AS total, old.status
FROM stays_after_5_1 AS old
LEFT JOIN change_7_1 AS new ON new.row_key = old.stay_id
""",
    ),
    (
        "change_7_2",
        ("row_key", "free_rooms"),
        """
SELECT the_stay.hotel_id AS row_key, ((SELECT free_rooms FROM hotels_after_5_2 WHERE hotel_id = the_stay.hotel_id) + 1) AS free_rooms
FROM accepted_7
JOIN stays_after_5_1 AS the_stay ON the_stay.stay_id = accepted_7.stay_id
JOIN hotels_after_5_2 AS the_hotel ON the_hotel.hotel_id = accepted_7.hotel_id
""",
    ),
    (
        "hotels_after_7_2",
        (),
        """
SELECT old.hotel_id, old.name, old.city_id, old.stars, old.breakfast, old.price, iif(new.row_key IS NULL, old.free_rooms, new.free_rooms) AS free_rooms
FROM hotels_after_5_2 AS old
LEFT JOIN change_7_2 AS new ON new.row_key = old.hotel_id
""",
    ),
    (
        "change_7_3",
        ("row_key", "free_rooms"),
        """
SELECT the_hotel.hotel_id AS row_key, (the_hotel.free_rooms - 1) AS free_rooms
FROM accepted_7
JOIN stays_after_5_1 AS the_stay ON the_stay.stay_id = accepted_7.stay_id
JOIN hotels_after_5_2 AS the_hotel ON the_hotel.hotel_id = accepted_7.hotel_id
""",
    ),
    (
        "hotels_after_7_3",
        (),
        """
SELECT old.hotel_id, old.name, old.city_id, old.stars, old.breakfast, old.price, iif(new.row_key IS NULL, old.free_rooms, new.free_rooms) AS free_rooms
FROM hotels_after_7_2 AS old
LEFT JOIN change_7_3 AS new ON new.row_key = old.hotel_id
""",
    ),
    (
        "change_7_4",
        ("row_key", "budget"),
        """
SELECT the_stay.traveller_id AS row_key, (((SELECT budget FROM travellers_after_6_3 WHERE traveller_id = the_stay.traveller_id) + the_stay.total) - (the_hotel.price * the_stay.nights)) AS budget
FROM accepted_7
JOIN stays_after_5_1 AS the_stay ON the_stay.stay_id = accepted_7.stay_id
JOIN hotels_after_5_2 AS the_hotel ON the_hotel.hotel_id = accepted_7.hotel_id
""",
    ),
    (
        "travellers_after_7_4",
        (),
        """
SELECT old.traveller_id, old.name, old.city_id, old.card, iif(new.row_key IS NULL, old.budget, new.budget) AS budget
FROM travellers_after_6_3 AS old
LEFT JOIN change_7_4 AS new ON new.row_key = old.traveller_id
""",
    ),
    (
        "calls_8",
        ("traveller_id", "train_id", "travelling", "call_key", "place"),
        """
SELECT 'TV-0010' AS traveller_id, 'TR-0084' AS train_id, '2026-05-17' AS travelling, NULL AS call_key, NULL AS place
WHERE NOT EXISTS (SELECT 1 FROM accepted_7)
""",
    ),
    (
        "accepted_8",
        ("traveller_id", "train_id", "travelling", "call_key", "place"),
        """
SELECT calls_8.*
FROM calls_8
JOIN travellers_after_7_4 AS the_traveller ON the_traveller.traveller_id = calls_8.traveller_id
JOIN trains_after_6_2 AS the_train ON the_train.train_id = calls_8.train_id
WHERE (calls_8.travelling > '2026-05-04')
AND (the_train.free_seats > 0)
AND NOT EXISTS (SELECT 1 FROM rides_after_6_1 AS other WHERE ((other.traveller_id = the_traveller.traveller_id) AND (other.day = calls_8.travelling) AND (other.status = 'booked')))
AND (the_train.fare <= the_traveller.budget)
""",
    ),
    (
        "change_8_1",
        ("ride_id", "train_id", "traveller_id", "day", "fare", "status"),
        """
SELECT printf('RI-%04d', (SELECT coalesce(max(CAST(substr(ride_id, 4) AS INTEGER)), 0) FROM rides_after_6_1) + row_number() OVER ()) AS ride_id, the_train.train_id AS train_id, the_traveller.traveller_id AS traveller_id, accepted_8.travelling AS day, the_train.fare AS fare, 'booked' AS status
FROM accepted_8
JOIN travellers_after_7_4 AS the_traveller ON the_traveller.traveller_id = accepted_8.traveller_id
JOIN trains_after_6_2 AS the_train ON the_train.train_id = accepted_8.train_id
""",
    ),
    ("rides_after_8_1", (), "SELECT * FROM rides_after_6_1 UNION ALL SELECT * FROM change_8_1"),
    (
        "change_8_2",
        ("row_key", "free_seats"),
        """
SELECT the_train.train_id AS row_key, (the_train.free_seats - 1) AS free_seats
FROM accepted_8
JOIN travellers_after_7_4 AS the_traveller ON the_traveller.traveller_id = accepted_8.traveller_id
JOIN trains_after_6_2 AS the_train ON the_train.train_id = accepted_8.train_id
""",
    ),
    (
        "trains_after_8_2",
        (),
        """
SELECT old.train_id, old.number, old.from_city_id, old.to_city_id, old.speed, old.minutes, old.fare, iif(new.row_key IS NULL, old.free_seats, new.free_seats) AS free_seats
FROM trains_after_6_2 AS old
LEFT JOIN change_8_2 AS new ON new.row_key = old.train_id
""",
    ),
    (
        "change_8_3",
        ("row_key", "budget"),
        """
SELECT the_traveller.traveller_id AS row_key, (the_traveller.budget - the_train.fare) AS budget
FROM accepted_8
JOIN travellers_after_7_4 AS the_traveller ON the_traveller.traveller_id = accepted_8.traveller_id
JOIN trains_after_6_2 AS the_train ON the_train.train_id = accepted_8.train_id
""",
    ),
    (
        "travellers_after_8_3",
        (),
        """
SELECT old.traveller_id, old.name, old.city_id, old.card, iif(new.row_key IS NULL, old.budget, new.budget) AS budget
FROM travellers_after_7_4 AS old
LEFT JOIN change_8_3 AS new ON new.row_key = old.traveller_id
""",
    ),
]
AFTERWARDS = {
    "hotels": "SELECT * FROM hotels_after_7_3",
    "rides": "SELECT * FROM rides_after_8_1",
    "stays": "SELECT * FROM stays_after_7_1",
    "trains": "SELECT * FROM trains_after_8_2",
    "travellers": "SELECT * FROM travellers_after_8_3",
}
KEYS = {
    "cities": "city_id",
    "hotels": "hotel_id",
    "sights": "sight_id",
    "trains": "train_id",
    "travellers": "traveller_id",
    "stays": "stay_id",
    "rides": "ride_id",
}


def verify(answer, before, after):
    steps = after_steps(before)
    old, expected, found = {}, {}, {}
    for table in KEYS:
        plain = f"SELECT * FROM {table}"
        old[table] = before.all(plain)
        expected[table] = before.all(steps + AFTERWARDS[table]) if table in AFTERWARDS else old[table]
        found[table] = after.all(plain)
    before_keys = {row[key] for table, key in KEYS.items() for row in old[table]}
    same = {}
    for table, key in KEYS.items():
        sides = []
        for tables in (expected, found):
            new = {row[one] for name, one in KEYS.items() for row in tables[name]} - before_keys
            sides.append(content(tables[table], key, {"old": before_keys, "new": new}))
        same[table] = sides[0] == sides[1]
    return {
        "hotels_as_declared": same["hotels"],
        "rides_as_declared": same["rides"],
        "stays_as_declared": same["stays"],
        "trains_as_declared": same["trains"],
        "travellers_as_declared": same["travellers"],
        "others_untouched": all(same[table] for table in KEYS if table not in AFTERWARDS),
    }


def after_steps(before):
    """A WITH clause in which one step after the other has been worked out; a table's content stays a query."""
    known = []
    for name, columns, query in STEPS:
        if columns:
            so_far = f"WITH {', '.join(known)} " if known else ""
            rows = [", ".join(quoted(row[one]) for one in columns) for row in before.all(so_far + query)]
            nothing = f"SELECT {', '.join('NULL' for _ in columns)} WHERE 0"
            query = f"VALUES ({'), ('.join(rows)})" if rows else nothing
            name = f"{name} ({', '.join(columns)})"
        known.append(f"{name} AS ({query})")
    return f"WITH {', '.join(known)} "


def quoted(value):
    """A value in SQL."""
    if value is None:
        return "NULL"
    return "'" + value.replace("'", "''") + "'" if isinstance(value, str) else repr(value)


def content(rows, key, known):
    """Rows that can be compared: what was not there before has no key of its own."""
    return sorted(
        repr([(name, "new" if value in known["new"] else value) for name, value in row.items()])
        if row[key] in known["old"]
        else repr([(name, "new" if value in known["new"] else value) for name, value in row.items() if name != key])
        for row in rows
    )
