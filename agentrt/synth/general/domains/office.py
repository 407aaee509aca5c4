"""Calendar and mail of an office: people, rooms, meetings with invitations, folders in trees, messages in threads."""

from __future__ import annotations

from datetime import date

from agentrt.synth.general.declare import (
    Action,
    Choice,
    Day,
    Domain,
    Draw,
    Insert,
    Ref,
    Rule,
    Set,
    SetAll,
    Table,
    Text,
    Whole,
)
from agentrt.synth.general.words import in_order, pattern, person

ROOMS = "Amber Basalt Cedar Dune Elm Fern Glacier Heron Iris Jade".split()
SLOTS = {"09:00": 4, "11:00": 4, "13:00": 2, "15:00": 3, "17:00": 1}
SLOTS_ZH = {one: one for one in SLOTS}
SUBJECT = pattern(
    "{what} for {when}",
    what="Agenda|Budget|Draft|Figures|Invoice|Minutes|Offer|Plan|Questions|Report|Slides|Travel costs".split("|"),
    when="January|February|March|spring|the board|the client|the fair|the launch|the audit|Monday|the team".split("|"),
)
FOLDERS = ("Inbox", "Projects", "Archive", "Travel")


def _folder_name(draw: Draw) -> str:
    return f"{FOLDERS[draw.index % 4]} of {draw.parent('person_id')['name']}"


def _folder_owner(draw: Draw) -> object:
    return draw.tables["people"][draw.index // 4]["person_id"]


def _agree(draw: Draw) -> None:
    """Rooms and organisers are in one meeting at a time; people are asked once; folders lie in their owner's."""
    today = draw.today.isoformat()
    taken: set[tuple[object, ...]] = set()
    for meeting in draw.tables["meetings"]:
        if str(meeting["day"]) < today and meeting["status"] == "planned":
            meeting["status"] = "held"
        marks = {(meeting[one], meeting["day"], meeting["slot"]) for one in ("room_id", "organiser_id")}
        if meeting["status"] == "planned" and marks & taken:
            meeting["status"] = "cancelled"
        if meeting["status"] == "planned":
            taken |= marks
    people = [one["person_id"] for one in draw.tables["people"]]
    coming: dict[object, int] = {}
    asked = {(one["meeting_id"], one["organiser_id"]) for one in draw.tables["meetings"]}
    for invitation in draw.tables["invitations"]:
        while (invitation["meeting_id"], invitation["person_id"]) in asked:
            invitation["person_id"] = draw.rng.choice(people)
        asked.add((invitation["meeting_id"], invitation["person_id"]))
        room = draw.keys["rooms"][draw.keys["meetings"][invitation["meeting_id"]]["room_id"]]
        if coming.get(invitation["meeting_id"], 1) >= int(room["seats"] or 0):
            invitation["answer"] = "declined"
        elif invitation["answer"] != "declined":
            coming[invitation["meeting_id"]] = coming.get(invitation["meeting_id"], 1) + 1
    for place, folder in enumerate(draw.tables["folders"]):
        folder["parent_id"] = (
            None if place % 4 < 2 else draw.tables["folders"][place - (place % 4) + place % 2]["folder_id"]
        )
    for message in draw.tables["messages"]:
        if message["reply_to_id"] is not None:
            first = draw.keys["messages"][message["reply_to_id"]]
            message["sent"] = max(str(message["sent"]), str(first["sent"]))


OFFICE = Domain(
    name="office",
    summary="Calendar and mail of an office: people, rooms, meetings, invitations, folders and messages.",
    summary_zh="办公室的日历与邮件：人员、会议室、会议、邀请、文件夹和邮件。",
    today=date(2026, 1, 19),
    tables=(
        Table(
            name="people",
            key="person_id",
            prefix="PE-",
            rows=28,
            one="person",
            zh="人员",
            measure="位",
            columns=(
                Text("name", unique=True, make=person, zh="姓名"),
                Choice(
                    "team",
                    {"sales": 3, "design": 2, "engineering": 4, "finance": 2},
                    words_zh={"sales": "销售", "design": "设计", "engineering": "工程", "finance": "财务"},
                    zh="团队",
                ),
                Choice(
                    "level",
                    {"staff": 6, "lead": 2, "director": 1},
                    words_zh={"staff": "员工", "lead": "组长", "director": "总监"},
                    zh="职级",
                ),
                Whole("quota", 50, 400, step=50, label="mailbox quota", unit="MB", unit_zh="MB", zh="邮箱配额"),
            ),
        ),
        Table(
            name="rooms",
            key="room_id",
            prefix="RM-",
            rows=len(ROOMS),
            one="room",
            zh="会议室",
            measure="间",
            columns=(
                Text("name", unique=True, make=in_order(*ROOMS), zh="名称"),
                Whole("seats", 2, 9, label="number of seats", zh="座位数"),
                Choice(
                    "equipment",
                    {"none": 3, "screen": 4, "video": 2},
                    words_zh={"none": "无", "screen": "屏幕", "video": "视频会议"},
                    zh="设备",
                ),
            ),
        ),
        Table(
            name="meetings",
            key="meeting_id",
            prefix="ME-",
            rows=90,
            one="meeting",
            zh="会议",
            measure="场",
            columns=(
                Ref("organiser_id", "people", spread="skewed", label="organiser", zh="组织者"),
                Ref("room_id", "rooms"),
                Choice(
                    "topic",
                    {"planning": 3, "review": 3, "interview": 3, "training": 1},
                    words_zh={"planning": "规划", "review": "评审", "interview": "面试", "training": "培训"},
                    zh="主题",
                ),
                Day("day", -12, 14, label="date", zh="日期"),
                Choice("slot", SLOTS, words_zh=SLOTS_ZH, label="start time", zh="开始时间"),
                Choice(
                    "status",
                    {"planned": 8, "cancelled": 1, "held": 1},
                    words_zh={"planned": "已安排", "cancelled": "已取消", "held": "已举行"},
                    zh="状态",
                ),
            ),
        ),
        Table(
            name="invitations",
            key="invitation_id",
            prefix="IN-",
            rows=260,
            one="invitation",
            zh="邀请",
            measure="份",
            about="Who was asked to which meeting.",
            columns=(
                Ref("meeting_id", "meetings"),
                Ref("person_id", "people", label="invited person", zh="受邀人"),
                Choice(
                    "answer",
                    {"open": 3, "accepted": 5, "declined": 2},
                    words_zh={"open": "未答复", "accepted": "已接受", "declined": "已拒绝"},
                    zh="答复",
                ),
            ),
        ),
        Table(
            name="folders",
            key="folder_id",
            prefix="FO-",
            rows=112,
            one="folder",
            zh="文件夹",
            measure="个",
            about="A folder may lie in another one of the same owner.",
            columns=(
                Ref("person_id", "people", make=lambda draw: str(_folder_owner(draw)), label="owner", zh="所有者"),
                Text("name", unique=True, make=_folder_name, zh="名称"),
                Ref("parent_id", "folders", null=0.01, label="parent folder", zh="上级文件夹"),
            ),
        ),
        Table(
            name="messages",
            key="message_id",
            prefix="MS-",
            rows=170,
            one="message",
            zh="邮件",
            measure="封",
            columns=(
                Text("subject", make=SUBJECT, zh="主题"),
                Ref("sender_id", "people", spread="skewed", label="sender", zh="发件人"),
                Ref("folder_id", "folders", spread="skewed"),
                Ref("reply_to_id", "messages", null=0.6, label="answered message", zh="所回复的邮件"),
                Day("sent", -30, 0, shape="low", label="sending date", zh="发送日期"),
                Whole("size", 1, 40, shape="low", unit="MB", unit_zh="MB", zh="大小"),
                Choice(
                    "status",
                    {"unread": 4, "read": 6, "flagged": 1},
                    words_zh={"unread": "未读", "read": "已读", "flagged": "已标记"},
                    zh="状态",
                ),
            ),
        ),
    ),
    actions=(
        Action(
            name="plan_meeting",
            kind="create",
            says="Plan a meeting in a room.",
            zh="安排会议。",
            ask="plan a meeting about {about} on {on_day} at {at} in {room_id} for {organiser_id}",
            ask_zh="为{organiser_id}安排{on_day} {at}在{room_id}的{about}会议",
            parameters=(
                Ref("organiser_id", "people", label="organiser", zh="组织者"),
                Ref("room_id", "rooms"),
                Choice(
                    "about",
                    {"planning": 1, "review": 1, "training": 1},
                    words_zh={"planning": "规划", "review": "评审", "training": "培训"},
                    label="topic",
                    zh="主题",
                ),
                Day("on_day", 0, 12, label="date", zh="日期"),
                Choice("at", SLOTS, words_zh=SLOTS_ZH, label="start time", zh="开始时间"),
            ),
            rules=(
                Rule("day_ahead", "on_day > today", "A meeting must be after today.", "会议日期必须晚于今天。"),
                Rule(
                    "room_free",
                    "not exists(meetings, room_id == room.room_id and day == on_day and slot == at"
                    " and status == 'planned')",
                    "The room is taken at that time.",
                    "该会议室在该时间已被占用。",
                ),
                Rule(
                    "organiser_free",
                    "not exists(meetings, organiser_id == organiser.person_id and day == on_day and slot == at"
                    " and status == 'planned')",
                    "The organiser has a meeting at that time.",
                    "组织者在该时间已有会议。",
                ),
                Rule(
                    "video_room",
                    "room.equipment != 'video' or organiser.level != 'staff'",
                    "A room with video is planned by leads and directors only.",
                    "视频会议室只能由组长或总监安排。",
                ),
                Rule(
                    "training_seats",
                    "about != 'training' or room.seats >= 6",
                    "A training needs a room with 6 seats.",
                    "培训需要至少 6 个座位的会议室。",
                ),
            ),
            effects=(
                Insert(
                    "meetings",
                    {
                        "organiser_id": "organiser.person_id",
                        "room_id": "room.room_id",
                        "topic": "about",
                        "day": "on_day",
                        "slot": "at",
                        "status": "'planned'",
                    },
                ),
            ),
        ),
        Action(
            name="invite",
            kind="create",
            says="Invite a person to a planned meeting.",
            zh="邀请人员参加已安排的会议。",
            ask="invite {person_id} to {meeting_id}",
            ask_zh="邀请{person_id}参加{meeting_id}",
            parameters=(Ref("meeting_id", "meetings"), Ref("person_id", "people")),
            rules=(
                Rule(
                    "meeting_planned",
                    "meeting.status == 'planned'",
                    "The meeting is not planned any more.",
                    "该会议不是已安排状态。",
                ),
                Rule(
                    "not_organiser",
                    "person.person_id != meeting.organiser_id",
                    "The organiser needs no invitation.",
                    "组织者不需要邀请。",
                ),
                Rule(
                    "invited_once",
                    "not exists(invitations, meeting_id == meeting.meeting_id and person_id == person.person_id)",
                    "The person has been invited already.",
                    "该人员已被邀请。",
                ),
                Rule(
                    "seat_left",
                    "count(invitations, meeting_id == meeting.meeting_id and answer != 'declined') + 1"
                    " < meeting.room_id.seats",
                    "The room has no seat left.",
                    "会议室没有空座位。",
                ),
                Rule(
                    "person_free",
                    "not exists(invitations, person_id == person.person_id and answer == 'accepted'"
                    " and meeting_id.day == meeting.day and meeting_id.slot == meeting.slot)",
                    "The person has accepted another meeting at that time.",
                    "该人员在该时间已接受其他会议。",
                ),
            ),
            effects=(
                Insert(
                    "invitations",
                    {"meeting_id": "meeting.meeting_id", "person_id": "person.person_id", "answer": "'open'"},
                ),
            ),
        ),
        Action(
            name="move_meeting",
            kind="update",
            says="Move a planned meeting to another room.",
            zh="把已安排的会议改到另一间会议室。",
            ask="move {meeting_id} to {room_id}",
            ask_zh="把{meeting_id}改到{room_id}",
            parameters=(Ref("meeting_id", "meetings"), Ref("room_id", "rooms")),
            rules=(
                Rule(
                    "meeting_planned",
                    "meeting.status == 'planned'",
                    "The meeting is not planned any more.",
                    "该会议不是已安排状态。",
                ),
                Rule(
                    "room_free",
                    "not exists(meetings, room_id == room.room_id and day == meeting.day and slot == meeting.slot"
                    " and status == 'planned')",
                    "The room is taken at that time.",
                    "该会议室在该时间已被占用。",
                ),
                Rule(
                    "seats",
                    "count(invitations, meeting_id == meeting.meeting_id and answer != 'declined') < room.seats",
                    "The room has too few seats for those who come.",
                    "会议室座位不足。",
                ),
            ),
            effects=(Set("meeting", {"room_id": "room.room_id"}),),
        ),
        Action(
            name="cancel_meeting",
            kind="cancel",
            says="Cancel a planned meeting; all who were invited are taken as declining.",
            zh="取消会议；所有受邀人视为已拒绝。",
            ask="cancel {meeting_id}",
            ask_zh="取消{meeting_id}",
            parameters=(Ref("meeting_id", "meetings"),),
            rules=(
                Rule(
                    "meeting_planned",
                    "meeting.status == 'planned'",
                    "Only a planned meeting can be cancelled.",
                    "只能取消已安排的会议。",
                ),
                Rule(
                    "not_interview",
                    "meeting.topic != 'interview' or meeting.day > today + days(4)",
                    "An interview cannot be cancelled within 4 days of its date.",
                    "四天之内的面试不能取消。",
                ),
            ),
            effects=(
                Set("meeting", {"status": "'cancelled'"}),
                SetAll("invitations", "meeting_id == meeting.meeting_id", {"answer": "'declined'"}),
            ),
        ),
        Action(
            name="file_message",
            kind="update",
            says="Put a message into another folder of the same owner.",
            zh="把邮件移到同一所有者的另一个文件夹。",
            ask="file {message_id} in {folder_id}",
            ask_zh="把{message_id}移到{folder_id}",
            parameters=(Ref("message_id", "messages"), Ref("folder_id", "folders")),
            rules=(
                Rule(
                    "same_owner",
                    "folder.person_id == message.folder_id.person_id",
                    "The folder belongs to somebody else.",
                    "该文件夹属于他人。",
                ),
                Rule(
                    "other_folder",
                    "folder.folder_id != message.folder_id",
                    "The message is in that folder already.",
                    "邮件已在该文件夹中。",
                ),
                Rule(
                    "message_read",
                    "message.status != 'unread'",
                    "An unread message stays where it is.",
                    "未读邮件不能移动。",
                ),
            ),
            effects=(Set("message", {"folder_id": "folder.folder_id"}),),
        ),
    ),
    tidy=_agree,
)
