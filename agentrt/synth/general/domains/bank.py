"""A bank: customers, their accounts, transfers between accounts, cards and loans."""

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
    Number,
    Ref,
    Rule,
    Set,
    Table,
    Text,
    Whole,
)
from agentrt.synth.general.words import city, code, person


def _agree(draw: Draw) -> None:
    """Balances are what was opened with and what was moved since; nobody pays himself; closed accounts are empty."""
    accounts = draw.tables["accounts"]
    for transfer in draw.tables["transfers"]:
        while transfer["to_account_id"] == transfer["from_account_id"]:
            transfer["to_account_id"] = draw.rng.choice(accounts)["account_id"]
    for account in accounts:
        moved = 0
        for transfer in draw.tables["transfers"]:
            if transfer["status"] == "done":
                amount = int(transfer["amount"] or 0)
                moved += amount * (transfer["to_account_id"] == account["account_id"])
                moved -= amount * (transfer["from_account_id"] == account["account_id"])
        opened = max(int(account["balance"] or 0), -moved)
        account["balance"] = 0 if account["status"] == "closed" else opened + moved
        if account["kind"] == "savings":
            account["overdraft"] = 0
    for loan in draw.tables["loans"]:
        share = draw.rng.randint(0, 9)
        loan["outstanding"] = int(loan["principal"] or 0) * share // 10
        loan["status"] = "running" if share else "repaid"


BANK = Domain(
    name="bank",
    summary="A bank: customers, accounts, transfers between accounts, cards and loans.",
    summary_zh="一家银行：客户、账户、账户间转账、银行卡和贷款。",
    today=date(2026, 9, 10),
    tables=(
        Table(
            name="customers",
            key="customer_id",
            prefix="CU-",
            rows=42,
            one="customer",
            zh="客户",
            measure="位",
            columns=(
                Text("name", unique=True, make=person, zh="姓名"),
                Text("city", make=city, zh="城市"),
                Choice(
                    "segment",
                    {"retail": 6, "business": 3, "private banking": 1},
                    words_zh={"retail": "零售", "business": "企业", "private banking": "私人银行"},
                    label="customer segment",
                    zh="客户类型",
                ),
                Whole("score", 300, 850, adds=False, shape="normal", label="credit score", zh="信用评分"),
            ),
        ),
        Table(
            name="accounts",
            key="account_id",
            prefix="A-",
            rows=84,
            one="account",
            zh="账户",
            measure="个",
            columns=(
                Text("number", unique=True, make=code("## #### ####"), label="account number", zh="账号"),
                Ref("customer_id", "customers", label="owner", zh="户主"),
                Choice(
                    "kind",
                    {"current": 6, "savings": 4},
                    words_zh={"current": "活期", "savings": "储蓄"},
                    label="account type",
                    zh="账户类型",
                ),
                Choice(
                    "status",
                    {"open": 9, "frozen": 1, "closed": 1},
                    words_zh={"open": "正常", "frozen": "冻结", "closed": "已销户"},
                    zh="状态",
                ),
                Money("balance", 0, 9000, step=5, shape="low", zh="余额"),
                Money("overdraft", 0, 1000, step=250, shape="low", label="overdraft limit", zh="透支额度"),
            ),
        ),
        Table(
            name="transfers",
            key="transfer_id",
            prefix="T-",
            rows=160,
            one="transfer",
            zh="转账",
            measure="笔",
            about="Money moved from one account to another.",
            columns=(
                Ref("from_account_id", "accounts", spread="skewed", label="paying account", zh="付款账户"),
                Ref("to_account_id", "accounts", spread="skewed", label="receiving account", zh="收款账户"),
                Money("amount", 5, 1200, step=5, shape="low", zh="金额"),
                Choice(
                    "purpose",
                    {"rent": 2, "salary": 2, "purchase": 5, "savings": 2},
                    words_zh={"rent": "房租", "salary": "工资", "purchase": "购物", "savings": "储蓄"},
                    zh="用途",
                ),
                Day("day", -60, 0, shape="low", label="transfer date", zh="转账日期"),
                Choice(
                    "status",
                    {"done": 12, "reversed": 1},
                    words_zh={"done": "已完成", "reversed": "已撤销"},
                    zh="状态",
                ),
            ),
        ),
        Table(
            name="cards",
            key="card_id",
            prefix="CD-",
            rows=60,
            one="card",
            zh="银行卡",
            measure="张",
            columns=(
                Text("number", unique=True, make=code("#### ####"), label="card number", zh="卡号"),
                Ref("account_id", "accounts", pick=lambda row: row["status"] != "closed"),
                Choice(
                    "kind",
                    {"debit": 5, "credit": 3},
                    words_zh={"debit": "借记", "credit": "贷记"},
                    label="card type",
                    zh="卡类型",
                ),
                Choice(
                    "status",
                    {"active": 6, "blocked": 2, "expired": 1},
                    words_zh={"active": "有效", "blocked": "已挂失", "expired": "已过期"},
                    zh="状态",
                ),
                Money("monthly_limit", 500, 5000, step=250, shape="low", zh="每月限额"),
            ),
        ),
        Table(
            name="loans",
            key="loan_id",
            prefix="L-",
            rows=34,
            one="loan",
            zh="贷款",
            measure="笔",
            columns=(
                Ref("customer_id", "customers", label="borrower", zh="借款人"),
                Money("principal", 1000, 30000, step=500, shape="low", zh="本金"),
                Money("outstanding", 0, 0, label="outstanding amount", zh="未还金额"),
                Number("rate", 1.5, 9.5, label="interest rate", zh="利率"),
                Day("started", -1500, -30, label="start date", zh="起始日期"),
                Choice(
                    "status",
                    {"running": 1, "repaid": 1},
                    words_zh={"running": "还款中", "repaid": "已还清"},
                    zh="状态",
                ),
            ),
        ),
    ),
    actions=(
        Action(
            name="transfer_money",
            kind="create",
            says="Move money from one account to another, at once.",
            zh="从一个账户向另一个账户即时转账。",
            ask="transfer {sum_paid} for {reason} from {from_account_id} to {to_account_id}",
            ask_zh="从{from_account_id}向{to_account_id}转账 {sum_paid}，用途为{reason}",
            parameters=(
                Ref("from_account_id", "accounts", label="paying account", zh="付款账户"),
                Ref("to_account_id", "accounts", label="receiving account", zh="收款账户"),
                Money("sum_paid", 50, 3000, step=50, label="amount", zh="金额"),
                Choice(
                    "reason",
                    {"rent": 1, "purchase": 1, "savings": 1},
                    words_zh={"rent": "房租", "purchase": "购物", "savings": "储蓄"},
                    label="purpose",
                    zh="用途",
                ),
            ),
            rules=(
                Rule(
                    "smallest_amount", "sum_paid >= 100", "The smallest transfer is 100 EUR.", "每笔转账至少 100 欧元。"
                ),
                Rule(
                    "other_account",
                    "from_account.account_id != to_account.account_id",
                    "An account cannot pay itself.",
                    "不能向同一账户转账。",
                ),
                Rule(
                    "both_open",
                    "from_account.status == 'open' and to_account.status == 'open'",
                    "Both accounts must be open.",
                    "两个账户都必须为正常状态。",
                ),
                Rule(
                    "savings_own",
                    "from_account.kind == 'current' or from_account.customer_id == to_account.customer_id",
                    "A savings account can pay to accounts of its owner only.",
                    "储蓄账户只能向户主本人的账户转账。",
                ),
                Rule(
                    "covered",
                    "sum_paid <= from_account.balance + from_account.overdraft",
                    "Balance and overdraft limit do not cover the amount.",
                    "余额和透支额度不足。",
                ),
                Rule(
                    "daily_limit",
                    "sum(transfers.amount, from_account_id == from_account.account_id and day == today) + sum_paid"
                    " <= (5000 if from_account.customer_id.segment == 'business' else 2000)",
                    "An account can pay 2000 EUR a day, an account of a business customer 5000 EUR.",
                    "每个账户每天最多转出 2000 欧元，企业客户为 5000 欧元。",
                ),
            ),
            effects=(
                Insert(
                    "transfers",
                    {
                        "from_account_id": "from_account.account_id",
                        "to_account_id": "to_account.account_id",
                        "amount": "sum_paid",
                        "purpose": "reason",
                        "day": "today",
                        "status": "'done'",
                    },
                ),
                Set("from_account", {"balance": "from_account.balance - sum_paid"}),
                Set("to_account", {"balance": "to_account.balance + sum_paid"}),
            ),
        ),
        Action(
            name="reverse_transfer",
            kind="cancel",
            says="Take a transfer back: the money returns to the paying account.",
            zh="撤销转账，款项退回付款账户。",
            ask="reverse {transfer_id}",
            ask_zh="撤销{transfer_id}",
            parameters=(Ref("transfer_id", "transfers"),),
            rules=(
                Rule(
                    "transfer_done",
                    "transfer.status == 'done'",
                    "The transfer has been reversed already.",
                    "该转账已经撤销。",
                ),
                Rule(
                    "reversal_window",
                    "transfer.day >= today - days(14)",
                    "After 14 days a transfer cannot be reversed.",
                    "超过 14 天的转账不能撤销。",
                ),
                Rule(
                    "receiver_covers",
                    "transfer.to_account_id.balance >= transfer.amount",
                    "The receiving account does not hold the amount any more.",
                    "收款账户余额不足。",
                ),
            ),
            effects=(
                Set("transfer", {"status": "'reversed'"}),
                Set("transfer.from_account_id", {"balance": "transfer.from_account_id.balance + transfer.amount"}),
                Set("transfer.to_account_id", {"balance": "transfer.to_account_id.balance - transfer.amount"}),
            ),
        ),
        Action(
            name="close_account",
            kind="cancel",
            says="Close an account for good.",
            zh="注销账户。",
            ask="close {account_id}",
            ask_zh="注销{account_id}",
            parameters=(Ref("account_id", "accounts"),),
            rules=(
                Rule(
                    "account_open",
                    "account.status == 'open'",
                    "Only an open account can be closed.",
                    "只能注销正常状态的账户。",
                ),
                Rule(
                    "balance_low",
                    "account.balance <= 100",
                    "An account with more than 100 EUR on it stays open.",
                    "余额超过 100 欧元的账户不能注销。",
                ),
                Rule(
                    "no_active_card",
                    "not exists(cards, account_id == account.account_id and status == 'active')",
                    "The account has an active card.",
                    "该账户还有有效的银行卡。",
                ),
            ),
            effects=(Set("account", {"status": "'closed'", "balance": "0"}),),
        ),
        Action(
            name="block_card",
            kind="update",
            says="Block an active card, as when it is lost.",
            zh="挂失有效的银行卡。",
            ask="block {card_id}",
            ask_zh="挂失{card_id}",
            parameters=(Ref("card_id", "cards"),),
            rules=(
                Rule(
                    "card_active",
                    "card.status == 'active'",
                    "Only an active card can be blocked.",
                    "只能挂失有效的银行卡。",
                ),
            ),
            effects=(Set("card", {"status": "'blocked'"}),),
        ),
        Action(
            name="change_card_limit",
            kind="update",
            says="Set the monthly limit of an active card.",
            zh="设置有效银行卡的每月限额。",
            ask="set the monthly limit of {card_id} to {new_limit}",
            ask_zh="把{card_id}的每月限额改为 {new_limit}",
            parameters=(Ref("card_id", "cards"), Money("new_limit", 500, 6000, step=500, label="limit", zh="限额")),
            rules=(
                Rule(
                    "card_active",
                    "card.status == 'active'",
                    "Only the limit of an active card can be set.",
                    "只能修改有效银行卡的限额。",
                ),
                Rule(
                    "limit_range",
                    "new_limit >= 100 and new_limit <= 5000",
                    "A limit is from 100 to 5000 EUR.",
                    "限额为 100 至 5000 欧元。",
                ),
                Rule(
                    "score_for_credit",
                    "card.kind == 'debit' or card.account_id.customer_id.score >= 600 or new_limit <= 1000",
                    "A credit card of a customer with a score under 600 has a limit of at most 1000 EUR.",
                    "信用评分低于 600 的客户，其贷记卡限额不超过 1000 欧元。",
                ),
            ),
            effects=(Set("card", {"monthly_limit": "new_limit"}),),
        ),
        Action(
            name="repay_loan",
            kind="update",
            says="Pay back part of a loan, or all of it, from an account of the borrower.",
            zh="从借款人的账户偿还部分或全部贷款。",
            ask="repay {sum_paid} of {loan_id} from {account_id}",
            ask_zh="从{account_id}偿还{loan_id} {sum_paid}",
            parameters=(
                Ref("loan_id", "loans"),
                Ref("account_id", "accounts"),
                Money("sum_paid", 100, 2000, step=100, label="amount", zh="金额"),
            ),
            rules=(
                Rule(
                    "own_account",
                    "account.customer_id == loan.customer_id",
                    "A loan is repaid from an account of the borrower.",
                    "贷款只能从借款人的账户偿还。",
                ),
                Rule("account_open", "account.status == 'open'", "The account must be open.", "账户必须为正常状态。"),
                Rule(
                    "not_too_much",
                    "sum_paid > 0 and sum_paid <= loan.outstanding",
                    "A repayment is positive, and no more than is outstanding.",
                    "还款金额必须为正，且不超过未还金额。",
                ),
                Rule("covered", "sum_paid <= account.balance", "The balance does not cover the amount.", "余额不足。"),
            ),
            effects=(
                Set(
                    "loan",
                    {
                        "outstanding": "loan.outstanding - sum_paid",
                        "status": "'repaid' if sum_paid == loan.outstanding else 'running'",
                    },
                ),
                Set("account", {"balance": "account.balance - sum_paid"}),
            ),
        ),
    ),
    tidy=_agree,
)
