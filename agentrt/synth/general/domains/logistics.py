"""A haulier: depots, lanes between them, trucks, drivers, trips on lanes, parcels that wait or travel."""

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
from agentrt.synth.general.words import CITIES, code, in_order, person


def _agree(draw: Draw) -> None:
    """Lanes lead elsewhere; trucks, drivers, parcels are where their planned trip starts; the first one is empty."""
    depots = [one["depot_id"] for one in draw.tables["depots"]]
    for lane in draw.tables["lanes"]:
        while lane["to_depot_id"] == lane["from_depot_id"]:
            lane["to_depot_id"] = draw.rng.choice(depots)
    busy: set[object] = set()
    for trip in draw.tables["trips"]:
        trip["status"] = "arrived" if str(trip["day"]) < draw.today.isoformat() else trip["status"]
        if trip["status"] == "planned" and {trip["truck_id"], trip["driver_id"]} & busy:
            trip["status"] = "cancelled"
        if trip["status"] == "planned":
            busy |= {trip["truck_id"], trip["driver_id"]}
            start = draw.keys["lanes"][trip["lane_id"]]["from_depot_id"]
            draw.keys["trucks"][trip["truck_id"]]["depot_id"] = start
            draw.keys["drivers"][trip["driver_id"]]["depot_id"] = start
            draw.keys["trucks"][trip["truck_id"]]["status"] = "ready"
    planned = [one for one in draw.tables["trips"] if one["status"] == "planned"][1:]
    for parcel in draw.tables["parcels"]:
        while parcel["destination_id"] == parcel["depot_id"]:
            parcel["destination_id"] = draw.rng.choice(depots)
        lanes = draw.keys["lanes"]
        fit = [one for one in planned if lanes[one["lane_id"]]["from_depot_id"] == parcel["depot_id"]]
        parcel["trip_id"] = None
        if parcel["status"] == "loaded":
            parcel["status"] = "waiting"
            if fit:
                trip = draw.rng.choice(fit)
                parcel["status"], parcel["trip_id"] = "loaded", trip["trip_id"]
                parcel["destination_id"] = lanes[trip["lane_id"]]["to_depot_id"]
        elif parcel["status"] == "delivered":
            parcel["depot_id"] = parcel["destination_id"]


LOGISTICS = Domain(
    name="logistics",
    summary="A haulier: depots, lanes between them, trucks, drivers, trips and parcels.",
    summary_zh="一家货运公司：仓库、线路、货车、司机、车次和包裹。",
    today=date(2026, 6, 22),
    tables=(
        Table(
            name="depots",
            key="depot_id",
            prefix="DP-",
            rows=6,
            one="depot",
            zh="仓库",
            measure="个",
            columns=(
                Text("name", unique=True, make=in_order(*(f"Depot {one}" for one in CITIES[1::10])), zh="名称"),
                Whole("docks", 2, 14, label="number of docks", zh="装卸口数"),
            ),
        ),
        Table(
            name="lanes",
            key="lane_id",
            prefix="LA-",
            rows=30,
            one="lane",
            zh="线路",
            measure="条",
            about="A road from one depot to another, in one direction.",
            columns=(
                Ref("from_depot_id", "depots", label="departure depot", zh="出发仓库"),
                Ref("to_depot_id", "depots", label="arrival depot", zh="到达仓库"),
                Whole("length", 80, 1400, step=10, unit="km", unit_zh="公里", zh="里程"),
                Whole("hours", 2, 16, label="driving time", unit="hours", unit_zh="小时", zh="行驶时间"),
                Money("toll", 0, 180, shape="low", zh="过路费"),
            ),
        ),
        Table(
            name="trucks",
            key="truck_id",
            prefix="TK-",
            rows=26,
            one="truck",
            zh="货车",
            measure="辆",
            columns=(
                Text("plate", unique=True, make=code("@@ ### @"), label="licence plate", zh="车牌号"),
                Ref("depot_id", "depots"),
                Whole("capacity", 400, 2400, step=100, unit="kg", unit_zh="公斤", zh="载重"),
                Choice(
                    "fuel",
                    {"diesel": 5, "electric": 2, "gas": 1},
                    words_zh={"diesel": "柴油", "electric": "电动", "gas": "燃气"},
                    label="drive",
                    zh="动力类型",
                ),
                Choice(
                    "status",
                    {"ready": 5, "workshop": 2},
                    words_zh={"ready": "可用", "workshop": "维修中"},
                    zh="状态",
                ),
            ),
        ),
        Table(
            name="drivers",
            key="driver_id",
            prefix="DV-",
            rows=24,
            one="driver",
            zh="司机",
            measure="位",
            columns=(
                Text("name", unique=True, make=person, zh="姓名"),
                Ref("depot_id", "depots"),
                Choice(
                    "licence",
                    {"light": 3, "heavy": 5},
                    words_zh={"light": "轻型", "heavy": "重型"},
                    label="licence class",
                    zh="驾照类别",
                ),
                Whole("hours_left", 0, 40, label="remaining driving time", unit="hours", unit_zh="小时", zh="剩余工时"),
            ),
        ),
        Table(
            name="trips",
            key="trip_id",
            prefix="TP-",
            rows=90,
            one="trip",
            zh="车次",
            measure="个",
            columns=(
                Ref("lane_id", "lanes"),
                Ref("truck_id", "trucks"),
                Ref("driver_id", "drivers"),
                Day("day", -60, 6, label="date", zh="日期"),
                Choice(
                    "status",
                    {"planned": 6, "cancelled": 1, "arrived": 1},
                    words_zh={"planned": "已计划", "cancelled": "已取消", "arrived": "已到达"},
                    zh="状态",
                ),
            ),
        ),
        Table(
            name="parcels",
            key="parcel_id",
            prefix="PC-",
            rows=190,
            one="parcel",
            zh="包裹",
            measure="件",
            columns=(
                Ref("depot_id", "depots", label="current depot", zh="当前仓库"),
                Ref("destination_id", "depots", label="destination", zh="目的仓库"),
                Ref("trip_id", "trips", null=0.5, zh="所在车次"),
                Whole("weight", 5, 400, step=5, shape="low", unit="kg", unit_zh="公斤", zh="重量"),
                Choice(
                    "priority",
                    {"standard": 6, "urgent": 2, "fragile": 1},
                    words_zh={"standard": "普通", "urgent": "加急", "fragile": "易碎"},
                    zh="类别",
                ),
                Choice(
                    "status",
                    {"waiting": 6, "loaded": 4, "delivered": 3},
                    words_zh={"waiting": "待运", "loaded": "已装车", "delivered": "已送达"},
                    zh="状态",
                ),
            ),
        ),
    ),
    actions=(
        Action(
            name="plan_trip",
            kind="create",
            says="Plan a trip on a lane with a truck and a driver.",
            zh="为线路安排货车和司机，计划一个车次。",
            ask="plan a trip on {on_day} on {lane_id} with {truck_id} and {driver_id}",
            ask_zh="计划{on_day}的车次：{lane_id}，{truck_id}，{driver_id}",
            parameters=(
                Ref("lane_id", "lanes"),
                Ref("truck_id", "trucks"),
                Ref("driver_id", "drivers"),
                Day("on_day", -1, 10, label="date", zh="日期"),
            ),
            rules=(
                Rule("not_past", "on_day >= today", "A trip cannot be planned for the past.", "车次日期不能早于今天。"),
                Rule("truck_ready", "truck.status == 'ready'", "The truck is in the workshop.", "该货车正在维修。"),
                Rule(
                    "all_here",
                    "truck.depot_id == lane.from_depot_id and driver.depot_id == lane.from_depot_id",
                    "Truck and driver must be at the depot where the lane begins.",
                    "货车和司机必须在线路的出发仓库。",
                ),
                Rule(
                    "nobody_busy",
                    "not exists(trips, status == 'planned'"
                    " and (truck_id == truck.truck_id or driver_id == driver.driver_id))",
                    "The truck or the driver has a planned trip already.",
                    "该货车或司机已有计划中的车次。",
                ),
                Rule(
                    "heavy_licence",
                    "truck.capacity <= 1200 or driver.licence == 'heavy'",
                    "A truck for more than 1200 kg needs a heavy licence.",
                    "载重超过 1200 公斤的货车需要重型驾照。",
                ),
                Rule(
                    "enough_hours",
                    "driver.hours_left >= lane.hours",
                    "The driver has not enough hours left.",
                    "司机的剩余工时不足。",
                ),
            ),
            effects=(
                Insert(
                    "trips",
                    {
                        "lane_id": "lane.lane_id",
                        "truck_id": "truck.truck_id",
                        "driver_id": "driver.driver_id",
                        "day": "on_day",
                        "status": "'planned'",
                    },
                ),
                Set("driver", {"hours_left": "driver.hours_left - lane.hours"}),
            ),
        ),
        Action(
            name="load_parcel",
            kind="update",
            says="Load a waiting parcel for a planned trip to its destination.",
            zh="把待运包裹装上开往其目的仓库的车次。",
            ask="load {parcel_id} for {trip_id}",
            ask_zh="把{parcel_id}装上{trip_id}",
            parameters=(Ref("parcel_id", "parcels"), Ref("trip_id", "trips")),
            rules=(
                Rule(
                    "parcel_waiting",
                    "parcel.status == 'waiting'",
                    "Only a waiting parcel can be loaded.",
                    "只能装载待运的包裹。",
                ),
                Rule(
                    "trip_planned",
                    "trip.status == 'planned'",
                    "Only planned trips are loaded.",
                    "只能为已计划的车次装货。",
                ),
                Rule(
                    "right_way",
                    "parcel.depot_id == trip.lane_id.from_depot_id"
                    " and parcel.destination_id == trip.lane_id.to_depot_id",
                    "The trip does not go from where the parcel is to its destination.",
                    "该车次不是从包裹所在仓库开往其目的仓库。",
                ),
                Rule(
                    "capacity",
                    "sum(parcels.weight, trip_id == trip.trip_id) + parcel.weight <= trip.truck_id.capacity",
                    "The truck cannot carry that much.",
                    "超过货车载重。",
                ),
            ),
            effects=(Set("parcel", {"status": "'loaded'", "trip_id": "trip.trip_id"}),),
        ),
        Action(
            name="unload_parcel",
            kind="update",
            says="Take a loaded parcel off its trip; it waits again.",
            zh="把已装车的包裹卸下，恢复为待运。",
            ask="unload {parcel_id}",
            ask_zh="卸下{parcel_id}",
            parameters=(Ref("parcel_id", "parcels"),),
            rules=(
                Rule("parcel_loaded", "parcel.status == 'loaded'", "The parcel is on no trip.", "该包裹没有装车。"),
                Rule(
                    "not_urgent",
                    "parcel.priority != 'urgent'",
                    "An urgent parcel stays on its trip.",
                    "加急包裹不能卸下。",
                ),
            ),
            effects=(Set("parcel", {"status": "'waiting'", "trip_id": "None"}),),
        ),
        Action(
            name="complete_trip",
            kind="update",
            says="A planned trip arrived: its parcels are delivered, truck and driver are at the other depot.",
            zh="登记车次到达：包裹送达，货车和司机转到到达仓库。",
            ask="record the arrival of {trip_id}",
            ask_zh="登记{trip_id}到达",
            parameters=(Ref("trip_id", "trips"),),
            rules=(
                Rule(
                    "trip_planned",
                    "trip.status == 'planned'",
                    "The trip is not planned any more.",
                    "该车次不是已计划状态。",
                ),
                Rule("trip_due", "trip.day <= today + days(1)", "The trip is not due yet.", "该车次尚未到期。"),
                Rule(
                    "not_empty",
                    "exists(parcels, trip_id == trip.trip_id)",
                    "An empty trip is cancelled, not completed.",
                    "空车次应取消，不能登记到达。",
                ),
            ),
            effects=(
                Set("trip", {"status": "'arrived'"}),
                Set("trip.truck_id", {"depot_id": "trip.lane_id.to_depot_id"}),
                Set("trip.driver_id", {"depot_id": "trip.lane_id.to_depot_id"}),
                SetAll(
                    "parcels",
                    "trip_id == trip.trip_id",
                    {"status": "'delivered'", "depot_id": "trip.lane_id.to_depot_id", "trip_id": "None"},
                ),
            ),
        ),
        Action(
            name="cancel_trip",
            kind="cancel",
            says="Cancel a planned trip without urgent parcels; what was loaded waits again.",
            zh="取消没有加急包裹的计划车次，已装包裹恢复为待运。",
            ask="cancel {trip_id}",
            ask_zh="取消{trip_id}",
            parameters=(Ref("trip_id", "trips"),),
            rules=(
                Rule(
                    "trip_planned",
                    "trip.status == 'planned'",
                    "Only a planned trip can be cancelled.",
                    "只能取消已计划的车次。",
                ),
                Rule(
                    "nothing_urgent",
                    "not exists(parcels, trip_id == trip.trip_id and priority == 'urgent')",
                    "A trip with an urgent parcel cannot be cancelled.",
                    "载有加急包裹的车次不能取消。",
                ),
            ),
            effects=(
                Set("trip", {"status": "'cancelled'"}),
                Set("trip.driver_id", {"hours_left": "trip.driver_id.hours_left + trip.lane_id.hours"}),
                SetAll("parcels", "trip_id == trip.trip_id", {"status": "'waiting'", "trip_id": "None"}),
            ),
        ),
    ),
    tidy=_agree,
)
