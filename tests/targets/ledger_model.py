"""The ledger as a clerk with a pencil would keep it: dictionaries, and no code of the program's."""

from datetime import date
from fractions import Fraction

REPORTERS = {"li", "qian", "wang", "zhao"}  # a reviewer may log for the own office too
REVIEWERS = {"wang", "zhao"}
GOALS = {"sum": 100, "level": 100, "ratio": 100}
TODAY = date(2021, 6, 20)
FIRST = date(2021, 1, 1)


class Refused(Exception):
    """denied, invalid or conflict."""


class PlainLedger:
    """Rows by number; a form has day, amount, mode, base, note and informant."""

    def __init__(self):
        self.rows = {}
        self.moment = 0

    def submit(self, who, share, form, token):
        self.moment += 1
        for number, row in self.rows.items():
            if row["token"] == token:
                if (row["who"], row["share"], row["form"]) != (who, share, typed(share, form)):
                    raise Refused("conflict")
                if row["state"] in ("withdrawn", "returned"):
                    raise Refused("conflict")
                return number
        if who not in REPORTERS:
            raise Refused("denied")
        return self._add(who, share, form, *self._read(share, form), token=token)

    def withdraw(self, who, number):
        row = self.rows[number]
        if who not in REPORTERS or (row["who"] != who and row["state"] != "returned"):
            raise Refused("denied")
        if row["state"] not in ("submitted", "returned"):
            raise Refused("conflict")
        for each in self._together(number):
            each["state"] = "withdrawn"
            each["path"].append("withdrawn")

    def approve(self, who, number):
        for each in self._decidable(who, number):
            each["state"] = "approved"
            each["path"].append("approved")
            if each["corrects"]:
                self.rows[each["corrects"]]["path"].append("corrected")

    def send_back(self, who, number, reason):
        if not reason:
            raise Refused("invalid")
        for each in self._decidable(who, number):
            each["state"] = "returned"
            each["path"].append("returned")

    def resubmit(self, who, number, form, reason=""):
        """With no form a correction goes again without a new line."""
        self.moment += 1
        row = self.rows[number]
        if who not in REPORTERS:
            raise Refused("denied")
        if row["state"] != "returned":
            raise Refused("conflict")
        if row["corrects"] or row["replaces"]:
            self._resubmit_correction(who, row["replaces"] or number, form, reason)
        else:
            self._again(row, who, form, *self._read(row["share"], form))

    def _resubmit_correction(self, who, head, form, reason):
        reversal = self.rows[head]
        original = self.rows[reversal["corrects"]]
        reason = reason or (form["note"] if form else "")
        if not reason:
            raise Refused("invalid")
        undo = {"day": original["day"], "informant": form and form["informant"]}
        line = next((row for row in self.rows.values() if row["replaces"] == head), None)
        if form:
            form = {**form, "note": form["note"] or reason}
            read = self._read_instead(reversal["corrects"], form)
        self._again(reversal, who, undo, -original["quantity"], original["base"])
        if form and line:
            self._again(line, who, form, *read)
        elif form:
            self._add(who, reversal["share"], form, *read, replaces=head)
        elif line and line["state"] == "returned":
            line["state"] = "withdrawn"
            line["path"].append("withdrawn")

    def _again(self, row, who, form, quantity, base):
        row.update(quantity=quantity, base=base, day=form["day"])
        row.update(who=who, state="submitted", moment=self.moment)
        row["form"] = None if row["corrects"] else typed(row["share"], form)
        row["authors"] |= {who, form["informant"]}
        row["path"].append("resubmitted")

    def correct(self, who, number, reason, form):
        self.moment += 1
        row = self.rows[number]
        if not reason:
            raise Refused("invalid")
        if who not in REPORTERS:
            raise Refused("denied")
        if row["state"] != "approved":
            raise Refused("conflict")
        if row["corrects"]:
            raise Refused("invalid")
        if any(each["corrects"] == number and each["state"] != "withdrawn" for each in self.rows.values()):
            raise Refused("conflict")
        undo = {"day": row["day"], "informant": None, "note": reason}
        if form is None:
            return self._add(who, row["share"], undo, -row["quantity"], row["base"], corrects=number)
        form = {**form, "note": form["note"] or reason}
        read = self._read_instead(number, form)
        undo["informant"] = form["informant"]
        reversal = self._add(who, row["share"], undo, -row["quantity"], row["base"], corrects=number)
        self._add(who, row["share"], form, *read, replaces=reversal)
        return reversal

    def achieved(self, share):
        """What counts: a sum, the latest value, or the latest pair; None before the first."""
        counted = [
            (row["day"], row["moment"], number, row)
            for number, row in self.rows.items()
            if row["share"] == share
            and row["state"] == "approved"
            and not row["corrects"]
            and not self._is_reversed(number, {"approved"})
        ]
        if share == "sum":
            return sum(row["quantity"] for *_, row in counted)
        if not counted:
            return None
        latest = max(counted, key=lambda each: each[:3])[3]
        return (latest["quantity"], latest["base"])

    def returned_corrections(self):
        """The numbers of lines of a correction that came back."""
        returned = {number: row for number, row in self.rows.items() if row["state"] == "returned"}
        return [number for number, row in returned.items() if row["corrects"] or row["replaces"]]

    def _add(self, who, share, form, quantity, base, token=None, corrects=None, replaces=None):
        number = len(self.rows) + 1
        self.rows[number] = {
            "who": who, "share": share, "quantity": quantity, "base": base, "day": form["day"],
            "token": token, "corrects": corrects, "replaces": replaces, "state": "submitted",
            "moment": self.moment, "authors": {who, form["informant"]}, "path": ["submitted"],
            "form": None if corrects else typed(share, form),
        }  # fmt: skip
        return number

    def _together(self, number):
        """Both lines of a correction, without one given up."""
        row = self.rows[number]
        head = number if row["corrects"] else row["replaces"]
        if head is None:
            return [row]
        pair = [self.rows[head], *(each for each in self.rows.values() if each["replaces"] == head)]
        return [each for each in pair if each["state"] != "withdrawn"]

    def _decidable(self, who, number):
        row = self.rows[number]
        if row["state"] != "submitted":
            raise Refused("conflict")
        lines = self._together(number)
        if who not in REVIEWERS or any(who in each["authors"] for each in lines):
            raise Refused("denied")
        return lines

    def _is_reversed(self, number, states):
        return any(each["corrects"] == number and each["state"] in states for each in self.rows.values())

    def _standing(self, share, without):
        """Rows approved or awaiting review, with whether they are (or were) taken back."""
        states = {"approved", "submitted"}
        return [
            (number, row, bool(row["corrects"]) or self._is_reversed(number, states))
            for number, row in self.rows.items()
            if row["share"] == share and row["state"] in states and number != without
        ]

    def _read(self, share, form, without=None):
        if not FIRST <= form["day"] <= TODAY:
            raise Refused("invalid")
        standing = self._standing(share, without)
        if share == "sum":
            quantity, base = self._read_sum(standing, form), None
        else:
            quantity, base = form["amount"], form["base"] if share == "ratio" else None
            if share == "ratio" and (quantity < 0 or base <= 0):
                raise Refused("invalid")
            last = self._last(standing, form["day"])
            strange = strange_ratio if share == "ratio" else strange_level
            if not form["note"] and strange(quantity, base, last):
                raise Refused("invalid")
        return quantity, base

    def _read_instead(self, number, form):
        """What is to stand in place of a row: something else, unless that is a total out of true."""
        row = self.rows[number]
        read = self._read(row["share"], form, number)
        if (form["day"], *read) == (row["day"], row["quantity"], row["base"]) and not self._is_broken(number):
            raise Refused("invalid")
        return read

    def _is_broken(self, number):
        """Whether a total no longer is what stands up to it, as a clerk adds it up again."""
        total = self.rows[number]
        if total["share"] != "sum" or total["form"]["mode"] != "total":
            return False
        last = (total["day"], total["moment"], number)
        standing = self._standing("sum", None)
        upto = [row for key, row, _ in standing if (row["day"], row["moment"], key) <= last]
        return sum(row["quantity"] for row in upto) != total["form"]["amount"]

    def _read_sum(self, standing, form):
        before = sum(row["quantity"] for _, row, _ in standing if row["day"] <= form["day"])
        quantity = form["amount"] - (before if form["mode"] == "total" else 0)
        if quantity < 0:
            raise Refused("invalid")
        figures = [row["quantity"] for _, row, gone in standing if row["quantity"] > 0 and not gone]
        jumps = len(figures) >= 2 and quantity > 3 * max(figures)
        passes = before <= GOALS["sum"] < before + quantity
        stands = [row for _, row, gone in standing if not gone]
        in_a_total = any(row["day"] > form["day"] and row["form"]["mode"] == "total" for row in stands)
        twin = any((row["day"], row["quantity"]) == (form["day"], quantity) for row in stands)
        strange = jumps or passes or (quantity != 0 and (in_a_total or twin))
        if strange and not form["note"]:
            raise Refused("invalid")
        return quantity

    def _last(self, standing, day):
        known = [
            (row["day"], row["moment"], number, row)
            for number, row, gone in standing
            if row["day"] <= day and not gone
        ]
        return max(known, key=lambda each: each[:3])[3] if known else None


def strange_level(value, _base, last):
    if last is None or last["quantity"] <= 0:
        return False
    return value > 3 * last["quantity"] or Fraction(value) < Fraction(last["quantity"], 3)


def strange_ratio(numerator, base, last):
    if numerator > base:
        return True
    if last is None:
        return False
    risen = Fraction(numerator, base) - Fraction(last["quantity"], last["base"])
    return risen > Fraction(3, 10) or risen <= -Fraction(1, 20)


def typed(share, form):
    """What a form of this share says: a level has no mode, and only a ratio has a base."""
    unused = {"sum": {"base"}, "level": {"base", "mode"}, "ratio": {"mode"}}[share]
    return {name: value for name, value in form.items() if name not in unused}
