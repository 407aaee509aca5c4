"""Tools of the pack office. Calendar and mail of an office: people, rooms, meetings, invitations, folders and messages."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Literal

from environment import Database, Refused, reads, writes


def _person(db: Database, person_id: str) -> dict:
    row = db.one("SELECT * FROM people WHERE person_id = ?", person_id)
    if row is None:
        raise Refused("no_such_person", f"There is no person {person_id!r}.")
    return row


def _room(db: Database, room_id: str) -> dict:
    row = db.one("SELECT * FROM rooms WHERE room_id = ?", room_id)
    if row is None:
        raise Refused("no_such_room", f"There is no room {room_id!r}.")
    return row


def _meeting(db: Database, meeting_id: str) -> dict:
    row = db.one("SELECT * FROM meetings WHERE meeting_id = ?", meeting_id)
    if row is None:
        raise Refused("no_such_meeting", f"There is no meeting {meeting_id!r}.")
    return row


def _invitation(db: Database, invitation_id: str) -> dict:
    row = db.one("SELECT * FROM invitations WHERE invitation_id = ?", invitation_id)
    if row is None:
        raise Refused("no_such_invitation", f"There is no invitation {invitation_id!r}.")
    return row


def _folder(db: Database, folder_id: str) -> dict:
    row = db.one("SELECT * FROM folders WHERE folder_id = ?", folder_id)
    if row is None:
        raise Refused("no_such_folder", f"There is no folder {folder_id!r}.")
    return row


def _message(db: Database, message_id: str) -> dict:
    row = db.one("SELECT * FROM messages WHERE message_id = ?", message_id)
    if row is None:
        raise Refused("no_such_message", f"There is no message {message_id!r}.")
    return row


def _page(rows: list[dict], page: int) -> dict:
    if page < 1:
        raise Refused("no_such_page", "Pages are counted from 1.")
    first = (page - 1) * 20
    return {"total": len(rows), "page": page, "items": rows[first : first + 20]}


def _later(day: str, days: int) -> str:
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat()


@reads
def get_person(db: Database, person_id: str) -> dict:
    """One person by its id.

    Args:
        person_id: Id of the person.
    """
    return _person(db, person_id)


@reads
def search_people(
    db: Database,
    name: str | None = None,
    team: Literal["sales", "design", "engineering", "finance"] | None = None,
    level: Literal["staff", "lead", "director"] | None = None,
    page: int = 1,
) -> dict:
    """Search people by name, team and level; with how many there are in total.

    Args:
        name: Part of the name; upper and lower case are the same.
        team: Only those with this team.
        level: Only those with this level.
        page: Which 20 of them, from 1.
    """
    rows = db.all("SELECT * FROM people ORDER BY person_id")
    if name is not None:
        rows = [row for row in rows if name.lower() in row["name"].lower()]
    if team is not None:
        rows = [row for row in rows if row["team"] == team]
    if level is not None:
        rows = [row for row in rows if row["level"] == level]
    return _page(rows, page)


@reads
def get_room(db: Database, room_id: str) -> dict:
    """One room by its id.

    Args:
        room_id: Id of the room.
    """
    return _room(db, room_id)


@reads
def search_rooms(
    db: Database,
    name: str | None = None,
    equipment: Literal["none", "screen", "video"] | None = None,
    page: int = 1,
) -> dict:
    """Search rooms by name and equipment; with how many there are in total.

    Args:
        name: Part of the name; upper and lower case are the same.
        equipment: Only those with this equipment.
        page: Which 20 of them, from 1.
    """
    rows = db.all("SELECT * FROM rooms ORDER BY room_id")
    if name is not None:
        rows = [row for row in rows if name.lower() in row["name"].lower()]
    if equipment is not None:
        rows = [row for row in rows if row["equipment"] == equipment]
    return _page(rows, page)


@reads
def get_meeting(db: Database, meeting_id: str) -> dict:
    """One meeting by its id.

    Args:
        meeting_id: Id of the meeting.
    """
    return _meeting(db, meeting_id)


@reads
def search_meetings(
    db: Database,
    topic: Literal["planning", "review", "interview", "training"] | None = None,
    slot: Literal["09:00", "11:00", "13:00", "15:00", "17:00"] | None = None,
    status: Literal["planned", "cancelled", "held"] | None = None,
    page: int = 1,
) -> dict:
    """Search meetings by topic, start time and status; with how many there are in total.

    Args:
        topic: Only those with this topic.
        slot: Only those with this start time.
        status: Only those with this status.
        page: Which 20 of them, from 1.
    """
    rows = db.all("SELECT * FROM meetings ORDER BY meeting_id")
    if topic is not None:
        rows = [row for row in rows if row["topic"] == topic]
    if slot is not None:
        rows = [row for row in rows if row["slot"] == slot]
    if status is not None:
        rows = [row for row in rows if row["status"] == status]
    return _page(rows, page)


@reads
def list_meetings_of_organiser(db: Database, organiser_id: str) -> list[dict]:
    """All meetings of one organiser.

    Args:
        organiser_id: Id of the person.
    """
    _person(db, organiser_id)
    return db.all("SELECT * FROM meetings WHERE organiser_id = ? ORDER BY meeting_id", organiser_id)


@reads
def list_meetings_of_room(db: Database, room_id: str) -> list[dict]:
    """All meetings of one room.

    Args:
        room_id: Id of the room.
    """
    _room(db, room_id)
    return db.all("SELECT * FROM meetings WHERE room_id = ? ORDER BY meeting_id", room_id)


@reads
def get_invitation(db: Database, invitation_id: str) -> dict:
    """One invitation by its id.

    Args:
        invitation_id: Id of the invitation.
    """
    return _invitation(db, invitation_id)


@reads
def search_invitations(
    db: Database,
    answer: Literal["open", "accepted", "declined"] | None = None,
    page: int = 1,
) -> dict:
    """Search invitations by answer; with how many there are in total.

    Args:
        answer: Only those with this answer.
        page: Which 20 of them, from 1.
    """
    rows = db.all("SELECT * FROM invitations ORDER BY invitation_id")
    if answer is not None:
        rows = [row for row in rows if row["answer"] == answer]
    return _page(rows, page)


@reads
def list_invitations_of_meeting(db: Database, meeting_id: str) -> list[dict]:
    """All invitations of one meeting.

    Args:
        meeting_id: Id of the meeting.
    """
    _meeting(db, meeting_id)
    return db.all("SELECT * FROM invitations WHERE meeting_id = ? ORDER BY invitation_id", meeting_id)


@reads
def list_invitations_of_person(db: Database, person_id: str) -> list[dict]:
    """All invitations of one invited person.

    Args:
        person_id: Id of the person.
    """
    _person(db, person_id)
    return db.all("SELECT * FROM invitations WHERE person_id = ? ORDER BY invitation_id", person_id)


@reads
def get_folder(db: Database, folder_id: str) -> dict:
    """One folder by its id.

    Args:
        folder_id: Id of the folder.
    """
    return _folder(db, folder_id)


@reads
def search_folders(db: Database, name: str | None = None, page: int = 1) -> dict:
    """Search folders by name; with how many there are in total.

    Args:
        name: Part of the name; upper and lower case are the same.
        page: Which 20 of them, from 1.
    """
    rows = db.all("SELECT * FROM folders ORDER BY folder_id")
    if name is not None:
        rows = [row for row in rows if name.lower() in row["name"].lower()]
    return _page(rows, page)


@reads
def list_folders_of_person(db: Database, person_id: str) -> list[dict]:
    """All folders of one owner.

    Args:
        person_id: Id of the person.
    """
    _person(db, person_id)
    return db.all("SELECT * FROM folders WHERE person_id = ? ORDER BY folder_id", person_id)


@reads
def list_folders_of_parent(db: Database, parent_id: str) -> list[dict]:
    """All folders of one parent folder.

    Args:
        parent_id: Id of the folder.
    """
    _folder(db, parent_id)
    return db.all("SELECT * FROM folders WHERE parent_id = ? ORDER BY folder_id", parent_id)


@reads
def get_message(db: Database, message_id: str) -> dict:
    """One message by its id.

    Args:
        message_id: Id of the message.
    """
    return _message(db, message_id)


@reads
def search_messages(db: Database, status: Literal["unread", "read", "flagged"] | None = None, page: int = 1) -> dict:
    """Search messages by status; with how many there are in total.

    Args:
        status: Only those with this status.
        page: Which 20 of them, from 1.
    """
    rows = db.all("SELECT * FROM messages ORDER BY message_id")
    if status is not None:
        rows = [row for row in rows if row["status"] == status]
    return _page(rows, page)


@reads
def list_messages_of_sender(db: Database, sender_id: str) -> list[dict]:
    """All messages of one sender.

    Args:
        sender_id: Id of the person.
    """
    _person(db, sender_id)
    return db.all("SELECT * FROM messages WHERE sender_id = ? ORDER BY message_id", sender_id)


@reads
def list_messages_of_folder(db: Database, folder_id: str) -> list[dict]:
    """All messages of one folder.

    Args:
        folder_id: Id of the folder.
    """
    _folder(db, folder_id)
    return db.all("SELECT * FROM messages WHERE folder_id = ? ORDER BY message_id", folder_id)


@reads
def list_messages_of_reply_to(db: Database, reply_to_id: str) -> list[dict]:
    """All messages of one answered message.

    Args:
        reply_to_id: Id of the message.
    """
    _message(db, reply_to_id)
    return db.all("SELECT * FROM messages WHERE reply_to_id = ? ORDER BY message_id", reply_to_id)


@reads
def total_size_of_messages(db: Database, status: Literal["unread", "read", "flagged"] | None = None) -> dict:
    """Number of messages, and sum, smallest and largest size of them.

    Args:
        status: Only those with this status.
    """
    rows = db.all("SELECT * FROM messages")
    if status is not None:
        rows = [row for row in rows if row["status"] == status]
    found = [row["size"] for row in rows if row["size"] is not None]
    return {"count": len(rows), "sum": sum(found), "min": min(found, default=None), "max": max(found, default=None)}


@writes("meetings")
def plan_meeting(
    db: Database,
    organiser_id: str,
    room_id: str,
    about: Literal["planning", "review", "training"],
    on_day: str,
    at: Literal["09:00", "11:00", "13:00", "15:00", "17:00"],
) -> dict:
    """Plan a meeting in a room.

    Args:
        organiser_id: Id of the person.
        room_id: Id of the room.
        about: Topic.
        on_day: Date, as YYYY-MM-DD.
        at: Start time.
    """
    organiser = _person(db, organiser_id)
    room = _room(db, room_id)
    if on_day <= db.today.isoformat():
        raise Refused("day_ahead", "A meeting must be after today.")
    if any(
        True
        for other in db.all("SELECT * FROM meetings")
        if other["room_id"] == room["room_id"]
        and other["day"] == on_day
        and other["slot"] == at
        and other["status"] == "planned"
    ):
        raise Refused("room_free", "The room is taken at that time.")
    if any(
        True
        for other in db.all("SELECT * FROM meetings")
        if other["organiser_id"] == organiser["person_id"]
        and other["day"] == on_day
        and other["slot"] == at
        and other["status"] == "planned"
    ):
        raise Refused("organiser_free", "The organiser has a meeting at that time.")
    if not (room["equipment"] != "video" or organiser["level"] != "staff"):
        raise Refused("video_room", "A room with video is planned by leads and directors only.")
    if not (about != "training" or room["seats"] >= 6):
        raise Refused("training_seats", "A training needs a room with 6 seats.")
    new_meeting = db.next_id("meetings", "ME-", width=4)
    db.run(
        "INSERT INTO meetings (meeting_id, organiser_id, room_id, topic, day, slot, status)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        new_meeting,
        organiser["person_id"],
        room["room_id"],
        about,
        on_day,
        at,
        "planned",
    )
    return _meeting(db, new_meeting)


@writes("invitations")
def invite(db: Database, meeting_id: str, person_id: str) -> dict:
    """Invite a person to a planned meeting.

    Args:
        meeting_id: Id of the meeting.
        person_id: Id of the person.
    """
    meeting = _meeting(db, meeting_id)
    person = _person(db, person_id)
    if meeting["status"] != "planned":
        raise Refused("meeting_planned", "The meeting is not planned any more.")
    if person["person_id"] == meeting["organiser_id"]:
        raise Refused("not_organiser", "The organiser needs no invitation.")
    if any(
        True
        for other in db.all("SELECT * FROM invitations")
        if other["meeting_id"] == meeting["meeting_id"] and other["person_id"] == person["person_id"]
    ):
        raise Refused("invited_once", "The person has been invited already.")
    if (
        sum(
            1
            for other in db.all("SELECT * FROM invitations")
            if other["meeting_id"] == meeting["meeting_id"] and other["answer"] != "declined"
        )
        + 1
    ) >= _room(db, meeting["room_id"])["seats"]:
        raise Refused("seat_left", "The room has no seat left.")
    if any(
        True
        for other in db.all("SELECT * FROM invitations")
        if other["person_id"] == person["person_id"]
        and other["answer"] == "accepted"
        and _meeting(db, other["meeting_id"])["day"] == meeting["day"]
        and _meeting(db, other["meeting_id"])["slot"] == meeting["slot"]
    ):
        raise Refused("person_free", "The person has accepted another meeting at that time.")
    new_invitation = db.next_id("invitations", "IN-", width=4)
    db.run(
        "INSERT INTO invitations (invitation_id, meeting_id, person_id, answer) VALUES (?, ?, ?, ?)",
        new_invitation,
        meeting["meeting_id"],
        person["person_id"],
        "open",
    )
    return _invitation(db, new_invitation)


@writes("meetings")
def move_meeting(db: Database, meeting_id: str, room_id: str) -> dict:
    """Move a planned meeting to another room.

    Args:
        meeting_id: Id of the meeting.
        room_id: Id of the room.
    """
    meeting = _meeting(db, meeting_id)
    room = _room(db, room_id)
    if meeting["status"] != "planned":
        raise Refused("meeting_planned", "The meeting is not planned any more.")
    if any(
        True
        for other in db.all("SELECT * FROM meetings")
        if other["room_id"] == room["room_id"]
        and other["day"] == meeting["day"]
        and other["slot"] == meeting["slot"]
        and other["status"] == "planned"
    ):
        raise Refused("room_free", "The room is taken at that time.")
    if (
        sum(
            1
            for other in db.all("SELECT * FROM invitations")
            if other["meeting_id"] == meeting["meeting_id"] and other["answer"] != "declined"
        )
        >= room["seats"]
    ):
        raise Refused("seats", "The room has too few seats for those who come.")
    db.run("UPDATE meetings SET room_id = ? WHERE meeting_id = ?", room["room_id"], meeting["meeting_id"])
    return _meeting(db, meeting["meeting_id"])


@writes("invitations", "meetings")
def cancel_meeting(db: Database, meeting_id: str) -> dict:
    """Cancel a planned meeting; all who were invited are taken as declining.

    Args:
        meeting_id: Id of the meeting.
    """
    meeting = _meeting(db, meeting_id)
    if meeting["status"] != "planned":
        raise Refused("meeting_planned", "Only a planned meeting can be cancelled.")
    if not (meeting["topic"] != "interview" or meeting["day"] > _later(db.today.isoformat(), 4)):
        raise Refused("not_interview", "An interview cannot be cancelled within 4 days of its date.")
    changed_invitations = [
        other
        for other in db.all("SELECT * FROM invitations ORDER BY invitation_id")
        if other["meeting_id"] == meeting["meeting_id"]
    ]
    db.run("UPDATE meetings SET status = ? WHERE meeting_id = ?", "cancelled", meeting["meeting_id"])
    for other in changed_invitations:
        db.run("UPDATE invitations SET answer = ? WHERE invitation_id = ?", "declined", other["invitation_id"])
    return _meeting(db, meeting["meeting_id"])


@writes("messages")
def file_message(db: Database, message_id: str, folder_id: str) -> dict:
    """Put a message into another folder of the same owner.

    Args:
        message_id: Id of the message.
        folder_id: Id of the folder.
    """
    message = _message(db, message_id)
    folder = _folder(db, folder_id)
    if folder["person_id"] != _folder(db, message["folder_id"])["person_id"]:
        raise Refused("same_owner", "The folder belongs to somebody else.")
    if folder["folder_id"] == message["folder_id"]:
        raise Refused("other_folder", "The message is in that folder already.")
    if message["status"] == "unread":
        raise Refused("message_read", "An unread message stays where it is.")
    db.run("UPDATE messages SET folder_id = ? WHERE message_id = ?", folder["folder_id"], message["message_id"])
    return _message(db, message["message_id"])
