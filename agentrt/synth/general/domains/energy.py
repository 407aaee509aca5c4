"""A power grid: zones, substations, lines between them, plants, consumers, crews, outages and repair jobs."""

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
from agentrt.synth.general.words import CITIES, company, in_order

ZONES = ("North Zone", "Coast Zone", "Valley Zone", "Hill Zone", "Border Zone")
FUELS = {"hydro": 3, "wind": 4, "gas": 3, "solar": 2}
FUELS_ZH = {"hydro": "水电", "wind": "风电", "gas": "燃气", "solar": "光伏"}


def _agree(draw: Draw) -> None:
    """Lines lead elsewhere; a line with an open outage is off; a crew has one open job, on an outage that is open."""
    stations = [one["substation_id"] for one in draw.tables["substations"]]
    for one in draw.tables["power_lines"]:
        one["status"] = "in service"
        while one["to_substation_id"] == one["from_substation_id"]:
            one["to_substation_id"] = draw.rng.choice(stations)
    for one in draw.tables["plants"]:
        one["output"] = int(one["capacity"] or 0) * draw.rng.choice((0, 2, 4, 5, 6, 8, 10)) // 10
    down: set[object] = set()
    for one in draw.tables["outages"]:
        if one["ended"] is not None:
            one["ended"] = max(str(one["ended"]), str(one["began"]))
        elif one["line_id"] in down:
            one["ended"] = draw.today.isoformat()
        else:
            down.add(one["line_id"])
            draw.keys["power_lines"][one["line_id"]]["status"] = "off"
    busy: set[object] = set()
    for job in draw.tables["jobs"]:
        outage = draw.keys["outages"][job["outage_id"]]
        if outage["ended"] is not None or {job["crew_id"], job["outage_id"]} & busy:
            job["status"] = "done"
        if job["status"] == "under way":
            busy |= {job["crew_id"], job["outage_id"]}


ENERGY = Domain(
    name="energy",
    summary="A power grid: zones, substations, power lines, plants, consumers, outages, crews and repair jobs.",
    summary_zh="一个电网：区域、变电站、输电线路、电厂、用户、停电事故、抢修队和抢修任务。",
    today=date(2026, 12, 7),
    tables=(
        Table(
            name="zones",
            key="zone_id",
            prefix="Z-",
            rows=len(ZONES),
            one="zone",
            zh="区域",
            measure="个",
            columns=(
                Text("name", unique=True, make=in_order(*ZONES), zh="名称"),
                Whole("reserve", 20, 120, step=10, label="reserve", unit="MW", unit_zh="兆瓦", zh="备用容量"),
            ),
        ),
        Table(
            name="substations",
            key="substation_id",
            prefix="SS-",
            rows=24,
            one="substation",
            zh="变电站",
            measure="座",
            columns=(
                Text("name", unique=True, make=in_order(*(f"{one} Station" for one in CITIES[::2])), zh="名称"),
                Ref("zone_id", "zones"),
                Choice(
                    "voltage",
                    {"110 kV": 5, "220 kV": 3, "380 kV": 2},
                    words_zh={"110 kV": "110 千伏", "220 kV": "220 千伏", "380 kV": "380 千伏"},
                    zh="电压等级",
                ),
                Whole("capacity", 60, 500, step=20, unit="MW", unit_zh="兆瓦", zh="容量"),
            ),
        ),
        Table(
            name="power_lines",
            key="line_id",
            prefix="PL-",
            rows=52,
            one="power line",
            zh="输电线路",
            measure="条",
            about="From one substation to another.",
            columns=(
                Ref("from_substation_id", "substations", label="first substation", zh="起点变电站"),
                Ref("to_substation_id", "substations", label="second substation", zh="终点变电站"),
                Whole("length", 4, 140, shape="low", unit="km", unit_zh="公里", zh="长度"),
                Whole("rating", 40, 400, step=20, adds=False, unit="MW", unit_zh="兆瓦", zh="额定容量"),
                Choice(
                    "status",
                    {"in service": 5, "off": 1},
                    words_zh={"in service": "运行", "off": "停运"},
                    zh="状态",
                ),
            ),
        ),
        Table(
            name="plants",
            key="plant_id",
            prefix="PP-",
            rows=30,
            one="power plant",
            many="power plants",
            zh="电厂",
            measure="座",
            columns=(
                Text("name", unique=True, make=lambda d: f"{company(d)} {d.index + 11}", zh="名称"),
                Ref("substation_id", "substations"),
                Choice("fuel", FUELS, words_zh=FUELS_ZH, label="energy source", zh="能源类型"),
                Whole("capacity", 20, 240, step=20, unit="MW", unit_zh="兆瓦", zh="装机容量"),
                Whole("output", 0, 0, label="present output", unit="MW", unit_zh="兆瓦", zh="当前出力"),
                Money("cost", 8, 120, adds=False, label="cost per MWh", zh="每兆瓦时成本"),
            ),
        ),
        Table(
            name="consumers",
            key="consumer_id",
            prefix="CO-",
            rows=70,
            one="consumer",
            zh="用户",
            measure="户",
            columns=(
                Text("name", unique=True, make=lambda d: f"{company(d)} No. {d.index + 1}", zh="名称"),
                Ref("substation_id", "substations", spread="skewed"),
                Choice(
                    "kind",
                    {"industry": 4, "hospital": 1, "offices": 3, "housing": 4},
                    words_zh={"industry": "工业", "hospital": "医院", "offices": "办公", "housing": "居民"},
                    zh="类型",
                ),
                Whole("demand", 1, 30, shape="low", unit="MW", unit_zh="兆瓦", zh="负荷"),
                Choice(
                    "supply",
                    {"normal": 8, "reduced": 1},
                    words_zh={"normal": "正常", "reduced": "限电"},
                    label="supply status",
                    zh="供电状态",
                ),
            ),
        ),
        Table(
            name="crews",
            key="crew_id",
            prefix="CW-",
            rows=14,
            one="crew",
            zh="抢修队",
            measure="支",
            columns=(
                Text("name", unique=True, make=in_order(*(f"Crew {one}" for one in "ABCDEFGHJKLMNP")), zh="名称"),
                Ref("zone_id", "zones"),
                Choice(
                    "skill",
                    {"overhead": 4, "cable": 2, "high voltage": 2},
                    words_zh={"overhead": "架空线", "cable": "电缆", "high voltage": "高压"},
                    zh="专长",
                ),
                Whole("size", 3, 9, label="number of workers", zh="人数"),
            ),
        ),
        Table(
            name="outages",
            key="outage_id",
            prefix="OU-",
            rows=60,
            one="outage",
            zh="停电事故",
            measure="起",
            columns=(
                Ref("line_id", "power_lines", label="power line", zh="输电线路"),
                Choice(
                    "cause",
                    {"storm": 4, "digging": 2, "ageing": 3},
                    words_zh={"storm": "暴风", "digging": "施工挖断", "ageing": "老化"},
                    zh="原因",
                ),
                Day("began", -60, 0, shape="low", label="start date", zh="开始日期"),
                Day("ended", -60, 0, null=0.6, label="end date", zh="结束日期"),
            ),
        ),
        Table(
            name="jobs",
            key="job_id",
            prefix="JB-",
            rows=64,
            one="repair job",
            many="repair jobs",
            zh="抢修任务",
            measure="个",
            columns=(
                Ref("outage_id", "outages"),
                Ref("crew_id", "crews"),
                Whole("hours", 2, 30, shape="low", label="working time", unit="hours", unit_zh="小时", zh="工时"),
                Choice(
                    "status",
                    {"under way": 6, "done": 4},
                    words_zh={"under way": "进行中", "done": "已完成"},
                    zh="状态",
                ),
            ),
        ),
    ),
    actions=(
        Action(
            name="set_output",
            kind="update",
            says="Set the present output of a power plant, in MW.",
            zh="设置电厂的当前出力（兆瓦）。",
            ask="set the output of {plant_id} to {megawatts} MW",
            ask_zh="把{plant_id}的出力设为 {megawatts} 兆瓦",
            parameters=(Ref("plant_id", "plants"), Whole("megawatts", 0, 200, step=10, label="output", zh="出力")),
            rules=(
                Rule(
                    "plant_capacity",
                    "megawatts >= 0 and megawatts <= plant.capacity",
                    "The output must be between 0 and the plant's capacity.",
                    "出力必须在 0 与装机容量之间。",
                ),
                Rule(
                    "gas_minimum",
                    "plant.fuel != 'gas' or megawatts == 0 or megawatts * 5 >= plant.capacity * 2",
                    "A gas plant runs at 40 % of its capacity at least, or not at all.",
                    "燃气电厂出力不得低于装机容量的 40%，或者停机。",
                ),
                Rule(
                    "station_capacity",
                    "sum(plants.output, substation_id == plant.substation_id) - plant.output + megawatts"
                    " <= plant.substation_id.capacity",
                    "The substation cannot take that much.",
                    "超过变电站容量。",
                ),
            ),
            effects=(Set("plant", {"output": "megawatts"}),),
        ),
        Action(
            name="report_outage",
            kind="create",
            says="Report that a power line in service failed; it is off from now on.",
            zh="上报运行中的线路故障，线路随即停运。",
            ask="report that {reason} has caused an outage of {line_id}",
            ask_zh="上报{line_id}停电，原因为{reason}",
            parameters=(
                Ref("line_id", "power_lines", label="power line", zh="输电线路"),
                Choice(
                    "reason",
                    {"storm": 1, "digging": 1},
                    words_zh={"storm": "暴风", "digging": "施工挖断"},
                    label="cause",
                    zh="原因",
                ),
            ),
            rules=(Rule("in_service", "line.status == 'in service'", "The line is off already.", "该线路已停运。"),),
            effects=(
                Insert("outages", {"line_id": "line.line_id", "cause": "reason", "began": "today"}, name="outage"),
                Set("line", {"status": "'off'"}),
            ),
        ),
        Action(
            name="send_crew",
            kind="create",
            says="Send a crew to an open outage, with an estimate of the working hours.",
            zh="派抢修队处理停电事故，并估计工时。",
            ask="send {crew_id} to {outage_id} for {estimate} hours",
            ask_zh="派{crew_id}处理{outage_id}，预计 {estimate} 小时",
            parameters=(
                Ref("crew_id", "crews"),
                Ref("outage_id", "outages"),
                Whole("estimate", 2, 14, label="working time", zh="工时"),
            ),
            rules=(
                Rule(
                    "estimate_range",
                    "estimate >= 1 and estimate <= 12",
                    "An estimate is from 1 to 12 hours.",
                    "预计工时为 1 至 12 小时。",
                ),
                Rule("outage_open", "outage.ended == None", "The outage is over.", "该停电事故已结束。"),
                Rule(
                    "crew_free",
                    "not exists(jobs, crew_id == crew.crew_id and status == 'under way')",
                    "The crew has a job under way.",
                    "该抢修队有进行中的任务。",
                ),
                Rule(
                    "nobody_there",
                    "not exists(jobs, outage_id == outage.outage_id and status == 'under way')",
                    "Another crew works on this outage.",
                    "已有抢修队在处理该事故。",
                ),
                Rule(
                    "crew_zone",
                    "crew.zone_id == outage.line_id.from_substation_id.zone_id"
                    " or crew.zone_id == outage.line_id.to_substation_id.zone_id",
                    "The line does not touch the crew's zone.",
                    "该线路不在抢修队所属区域。",
                ),
                Rule(
                    "voltage_skill",
                    "outage.line_id.from_substation_id.voltage == '110 kV' or crew.skill == 'high voltage'"
                    " or crew.size >= 6",
                    "Above 110 kV a crew needs high voltage skill or 6 workers.",
                    "110 千伏以上的线路需要高压专长或至少 6 人的抢修队。",
                ),
            ),
            effects=(
                Insert(
                    "jobs",
                    {
                        "outage_id": "outage.outage_id",
                        "crew_id": "crew.crew_id",
                        "hours": "estimate",
                        "status": "'under way'",
                    },
                ),
            ),
        ),
        Action(
            name="finish_job",
            kind="update",
            says="Finish a job: its outage ends today, and the line is in service again.",
            zh="完成抢修任务：事故于今天结束，线路恢复运行。",
            ask="finish {job_id}",
            ask_zh="完成{job_id}",
            parameters=(Ref("job_id", "jobs"),),
            rules=(
                Rule("job_under_way", "job.status == 'under way'", "The job is done already.", "该任务已经完成。"),
                Rule(
                    "storm_watch",
                    "job.outage_id.cause != 'storm' or job.outage_id.began <= today - days(7)",
                    "Storm damage is watched for 7 days before a job on it is finished.",
                    "暴风造成的事故须观察七天后才能完成任务。",
                ),
            ),
            effects=(
                Set("job", {"status": "'done'"}),
                Set("job.outage_id", {"ended": "today"}),
                Set("job.outage_id.line_id", {"status": "'in service'"}),
            ),
        ),
        Action(
            name="reduce_supply",
            kind="update",
            says="Reduce the supply of all industry at a substation.",
            zh="对变电站的全部工业用户限电。",
            ask="reduce the supply of all industry at {substation_id}",
            ask_zh="对{substation_id}的全部工业用户限电",
            parameters=(Ref("substation_id", "substations"),),
            rules=(
                Rule(
                    "industry_there",
                    "exists(consumers, substation_id == substation.substation_id and kind == 'industry'"
                    " and supply == 'normal')",
                    "No industry at the substation has normal supply.",
                    "该变电站没有正常供电的工业用户。",
                ),
                Rule(
                    "line_off",
                    "exists(power_lines, status == 'off' and (from_substation_id == substation.substation_id"
                    " or to_substation_id == substation.substation_id))",
                    "All lines of the substation are in service.",
                    "该变电站的线路全部在运行。",
                ),
            ),
            effects=(
                SetAll(
                    "consumers",
                    "substation_id == substation.substation_id and kind == 'industry'",
                    {"supply": "'reduced'"},
                ),
            ),
        ),
        Action(
            name="restore_supply",
            kind="update",
            says="Restore the supply of a consumer.",
            zh="恢复用户供电。",
            ask="restore the supply of {consumer_id}",
            ask_zh="恢复{consumer_id}的供电",
            parameters=(Ref("consumer_id", "consumers"),),
            rules=(
                Rule("is_reduced", "consumer.supply == 'reduced'", "The supply is normal already.", "该用户供电正常。"),
                Rule(
                    "reserve",
                    "consumer.demand * 5 <= consumer.substation_id.zone_id.reserve or consumer.kind == 'hospital'",
                    "A consumer that needs a fifth of the zone's reserve stays reduced.",
                    "负荷超过区域备用容量五分之一的用户继续限电。",
                ),
            ),
            effects=(Set("consumer", {"supply": "'normal'"}),),
        ),
    ),
    tidy=_agree,
)
