"""A city library with branches: books, their copies, members, loans and holds."""

from __future__ import annotations

from datetime import date, timedelta

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
    Table,
    Text,
    Whole,
)
from agentrt.synth.general.words import city, pattern, person

GENRES = {"novel": 5.0, "crime": 4.0, "science": 2.0, "history": 2.0, "travel": 1.0, "children": 3.0}
GENRES_ZH = {
    "novel": "小说",
    "crime": "推理",
    "science": "科学",
    "history": "历史",
    "travel": "旅行",
    "children": "儿童",
}

TITLE = pattern(
    "The {how} {what}",
    how="Quiet Last Golden Broken Hidden Distant Silent Crooked Northern Second Paper Glass Burning Winter".split(),
    what="River Hour Garden Letter Bridge Harbour Mirror Orchard Station Island Compass Lantern Atlas Tide".split(),
)


def _agree(draw: Draw) -> None:
    """A copy is lent exactly if it has an open loan, and no copy has two."""
    lent: set[object] = set()
    for loan in draw.tables["loans"]:
        if loan["returned"] is None and loan["copy_id"] in lent:
            loan["returned"] = draw.today.isoformat()
        if loan["returned"] is None:
            lent.add(loan["copy_id"])
        elif str(loan["returned"]) < str(loan["lent"]):
            loan["returned"] = loan["lent"]
    for copy in draw.tables["copies"]:
        if copy["copy_id"] in lent:
            copy["status"] = "lent"
        elif copy["status"] == "lent":
            copy["status"] = "available"


def _due(draw: Draw) -> str:
    return (date.fromisoformat(str(draw.row["lent"])) + timedelta(days=21)).isoformat()


LIBRARY = Domain(
    name="library",
    summary="A city library with several branches: books and their copies, members, loans and holds.",
    summary_zh="一家有多个分馆的市立图书馆：图书与馆藏副本、读者、借阅和预约。",
    today=date(2026, 3, 14),
    tables=(
        Table(
            name="branches",
            key="branch_id",
            prefix="BR-",
            rows=6,
            one="branch",
            zh="分馆",
            measure="家",
            about="Where copies stand.",
            columns=(
                Text("name", unique=True, make=lambda draw: f"{city(draw)} Branch", zh="名称"),
                Whole("opened", 1950, 2020, adds=False, label="opening year", zh="开馆年份"),
            ),
        ),
        Table(
            name="books",
            key="book_id",
            prefix="B-",
            rows=48,
            one="book",
            zh="图书",
            measure="种",
            about="Titles; what is lent are their copies.",
            columns=(
                Text("title", unique=True, make=TITLE, zh="书名"),
                Choice("genre", GENRES, words_zh=GENRES_ZH, zh="类型"),
                Whole("year", 1950, 2025, adds=False, label="publication year", zh="出版年份"),
                Whole("pages", 80, 900, label="number of pages", zh="页数"),
                Money("price", 8, 60, label="replacement price", zh="赔偿价"),
            ),
        ),
        Table(
            name="copies",
            key="copy_id",
            prefix="C-",
            rows=120,
            one="copy",
            zh="副本",
            measure="册",
            about="Copies of books.",
            columns=(
                Ref("book_id", "books", spread="skewed"),
                Ref("branch_id", "branches"),
                Choice(
                    "status",
                    {"available": 8, "lent": 1, "repair": 1},
                    words_zh={"available": "可借", "lent": "已借出", "repair": "修补中"},
                    zh="状态",
                ),
                Whole("wear", 0, 9, adds=False, shape="low", label="wear", zh="磨损程度"),
            ),
        ),
        Table(
            name="members",
            key="member_id",
            prefix="M-",
            rows=40,
            one="member",
            zh="读者",
            measure="位",
            columns=(
                Text("name", unique=True, make=person, zh="姓名"),
                Choice(
                    "tier",
                    {"standard": 6, "student": 3, "patron": 1},
                    words_zh={"standard": "普通", "student": "学生", "patron": "赞助人"},
                    zh="会员等级",
                ),
                Day("joined", -2500, -10, label="joining date", zh="入会日期"),
                Money("fees", 0, 40, shape="low", label="unpaid balance", zh="欠费"),
            ),
        ),
        Table(
            name="loans",
            key="loan_id",
            prefix="L-",
            rows=150,
            one="loan",
            zh="借阅记录",
            measure="条",
            columns=(
                Ref("copy_id", "copies", pick=lambda row: row["status"] != "repair"),
                Ref("member_id", "members", spread="skewed"),
                Day("lent", -120, -1, label="lending date", zh="借出日期"),
                Day("due", 0, 0, label="due date", zh="应还日期", make=_due),
                Day("returned", -90, 0, null=0.35, label="return date", zh="归还日期"),
                Whole("renewals", 0, 3, shape="low", label="number of renewals", zh="续借次数"),
            ),
        ),
        Table(
            name="holds",
            key="hold_id",
            prefix="H-",
            rows=36,
            one="hold",
            zh="预约",
            measure="条",
            columns=(
                Ref("book_id", "books"),
                Ref("member_id", "members"),
                Day("placed", -40, -1, label="placing date", zh="预约日期"),
                Choice(
                    "status",
                    {"waiting": 5, "cancelled": 1},
                    words_zh={"waiting": "等待中", "cancelled": "已取消"},
                    zh="状态",
                ),
            ),
        ),
    ),
    actions=(
        Action(
            name="lend_copy",
            kind="create",
            says="Lend a copy to a member for 21 days.",
            zh="把一册副本借给读者，期限 21 天。",
            ask="lend {copy_id} to {member_id}",
            ask_zh="把{copy_id}借给{member_id}",
            parameters=(Ref("copy_id", "copies"), Ref("member_id", "members")),
            rules=(
                Rule(
                    "copy_available",
                    "copy.status == 'available'",
                    "Only an available copy can be lent.",
                    "只有可借的副本才能借出。",
                ),
                Rule(
                    "loan_limit",
                    "count(loans, member_id == member.member_id and returned == None)"
                    " < (8 if member.tier == 'patron' else 4)",
                    "A member may have at most 4 open loans, a patron at most 8.",
                    "每位读者最多同时借 4 册，赞助人最多 8 册。",
                ),
                Rule(
                    "fees_paid",
                    "member.fees <= 20",
                    "A member who owes more than 20 EUR cannot borrow.",
                    "欠费超过 20 欧元的读者不能借书。",
                ),
            ),
            effects=(
                Insert(
                    "loans",
                    {
                        "copy_id": "copy.copy_id",
                        "member_id": "member.member_id",
                        "lent": "today",
                        "due": "today + days(21)",
                        "renewals": "0",
                    },
                ),
                Set("copy", {"status": "'lent'"}),
            ),
        ),
        Action(
            name="return_copy",
            kind="update",
            says="Take back a lent copy; a late return costs the member 1 EUR for each week begun.",
            zh="归还借出的副本；逾期每满一周内收 1 欧元。",
            ask="take back {loan_id}",
            ask_zh="办理{loan_id}的归还",
            parameters=(Ref("loan_id", "loans"),),
            rules=(
                Rule("loan_open", "loan.returned == None", "The loan has been returned already.", "该借阅已经归还。"),
            ),
            effects=(
                Set("loan", {"returned": "today"}),
                Set("loan.copy_id", {"status": "'available'"}),
                Set(
                    "loan.member_id",
                    {
                        "fees": "loan.member_id.fees + (days_between(loan.due, today) + 6) // 7"
                        " if loan.due < today else loan.member_id.fees"
                    },
                ),
            ),
        ),
        Action(
            name="renew_loan",
            kind="update",
            says="Renew a loan: its due date moves by 14 days.",
            zh="续借：应还日期延后 14 天。",
            ask="renew {loan_id}",
            ask_zh="续借{loan_id}",
            parameters=(Ref("loan_id", "loans"),),
            rules=(
                Rule("loan_open", "loan.returned == None", "The loan has been returned already.", "该借阅已经归还。"),
                Rule("renewal_limit", "loan.renewals < 2", "A loan can be renewed twice.", "每次借阅最多续借两次。"),
                Rule(
                    "not_held",
                    "not exists(holds, book_id == loan.copy_id.book_id and status == 'waiting')",
                    "A book that somebody waits for cannot be renewed.",
                    "有人预约的图书不能续借。",
                ),
            ),
            effects=(Set("loan", {"due": "loan.due + days(14)", "renewals": "loan.renewals + 1"}),),
        ),
        Action(
            name="place_hold",
            kind="create",
            says="Put a member on the waiting list of a book.",
            zh="为读者预约一种图书。",
            ask="place a hold on {book_id} for {member_id}",
            ask_zh="为{member_id}预约{book_id}",
            parameters=(Ref("book_id", "books"), Ref("member_id", "members")),
            rules=(
                Rule(
                    "none_available",
                    "not exists(copies, book_id == book.book_id and status == 'available')",
                    "A book with an available copy cannot be held.",
                    "仍有可借副本的图书不能预约。",
                ),
                Rule(
                    "hold_once",
                    "not exists(holds, book_id == book.book_id and member_id == member.member_id"
                    " and status == 'waiting')",
                    "The member waits for this book already.",
                    "该读者已在等待这种图书。",
                ),
            ),
            effects=(
                Insert(
                    "holds",
                    {
                        "book_id": "book.book_id",
                        "member_id": "member.member_id",
                        "placed": "today",
                        "status": "'waiting'",
                    },
                ),
            ),
        ),
        Action(
            name="cancel_hold",
            kind="cancel",
            says="Cancel a hold.",
            zh="取消预约。",
            ask="cancel {hold_id}",
            ask_zh="取消{hold_id}",
            parameters=(Ref("hold_id", "holds"),),
            rules=(
                Rule(
                    "hold_waiting",
                    "hold.status == 'waiting'",
                    "Only a waiting hold can be cancelled.",
                    "只能取消等待中的预约。",
                ),
            ),
            effects=(Set("hold", {"status": "'cancelled'"}),),
        ),
        Action(
            name="pay_fees",
            kind="update",
            says="Book a payment of a member's fees.",
            zh="登记读者缴纳欠费。",
            ask="book a payment of {amount} for {member_id}",
            ask_zh="为{member_id}登记{amount}的缴费",
            parameters=(Ref("member_id", "members"), Money("amount", 1, 40, zh="金额")),
            rules=(
                Rule(
                    "not_too_much",
                    "amount > 0 and amount <= member.fees",
                    "A payment is positive, and no more than the member owes.",
                    "缴费金额必须为正，且不超过欠费。",
                ),
            ),
            effects=(Set("member", {"fees": "member.fees - amount"}),),
        ),
    ),
    tidy=_agree,
)
