"""Numbers without gaps, signatures by duty, and papers that never change (R-DOC-01 to R-DOC-03; proof L21, L30)."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import threading

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from aoxanh.accounts.models import Appointment
from aoxanh.accounts.operations import delegate
from aoxanh.audit.models import AuditEntry
from aoxanh.audit.objection import Objection
from aoxanh.org import operations as org
from aoxanh.papers import gate, issuing, operations, policies, queries
from aoxanh.papers.forms import general
from aoxanh.papers.models import Issue, Number, NumberBook, Paper, PaperPerson, Scan
from aoxanh.papers.typesetting import as_pdf
from aoxanh.people.merging import merge_people, undo_merge
from aoxanh.vault.subjects import SUBJECTS, rotate
from tests.papers.conftest import MACHINE, PaperPlace, acting

D = dt.date
DAY = D(2026, 2, 3)


def shown(*issues):
    return [issue.number.shown for issue in issues]


def test_each_kind_counts_from_01_and_carries_kind_and_issuer(place):
    """R-DOC-01, R-DOC-02: a series for each kind."""
    first, second = place.issued(DAY), place.issued(DAY)
    assert shown(first, second, place.issued(DAY, kind="notice")) == ["01-QĐ/ĐTN", "02-QĐ/ĐTN", "01-TB/ĐTN"]
    assert shown(place.issued(DAY, unit=place.branch), place.issued(DAY, unit=place.province)) == [
        "01-QĐ/CĐ",
        "01-QĐ/TĐTN",
    ]


def test_decisions_and_regulations_share_their_abbreviation_and_so_their_book(place):
    """R-DOC-01: QĐ is both; 01-QĐ/ĐTN is given once."""
    assert shown(place.issued(DAY), place.issued(DAY, kind="regulation")) == ["01-QĐ/ĐTN", "02-QĐ/ĐTN"]


def test_numbers_run_with_the_term_and_not_with_the_year(place):
    """R-DOC-02: from the day after the congress closes to the closing day of the next."""
    assert shown(place.issued(D(2025, 12, 30)), place.issued(D(2026, 1, 4))) == ["01-QĐ/ĐTN", "02-QĐ/ĐTN"]
    held = D(2026, 3, 10)
    org.record_congress(place.commune, actor=MACHINE, held_on=held, ordinal=2, term_ends_on=D(2031, 3, 10))
    assert shown(place.issued(held), place.issued(held + dt.timedelta(days=1))) == ["03-QĐ/ĐTN", "01-QĐ/ĐTN"]
    assert queries.terms_of(place.commune.pk) == [D(2026, 3, 11), D(2020, 1, 1)]


def test_27_the_third_plan_of_a_department_of_the_province_in_the_term(place):
    """Vector 27; R-DOC-01, R-DOC-02."""
    options = {"kind": "plan", "unit": place.province, "body": "committee", "department": "TCKT"}
    assert shown(*(place.issued(DAY, **options) for _n in range(3)))[-1] == "03-KH/TĐTN-TCKT"


def test_28_the_first_plan_after_the_next_congress_is_01_again(place):
    """Vector 28; R-DOC-02."""
    place.issued(D(2026, 1, 4), kind="plan")
    org.record_congress(
        place.commune, actor=MACHINE, held_on=D(2026, 3, 10), ordinal=2, term_ends_on=D(2031, 3, 10)
    )
    assert shown(place.issued(D(2026, 3, 11), kind="plan")) == ["01-KH/ĐTN"]


def test_bodies_departments_and_congresses_have_books_of_their_own(place):
    """R-DOC-02: departments; R-DOC-03: one series for all kinds of a congress; BCH and BTV share theirs (R-DOC-01)."""
    assert shown(place.issued(DAY, body="committee"), place.issued(DAY, body="standing")) == [
        "01-QĐ/ĐTN",
        "02-QĐ/ĐTN",
    ]
    assert shown(place.issued(DAY, kind="report", body="department", department="BTC")) == ["01-BC/BTC"]
    assert shown(place.issued(DAY, kind="report", body="committee", department="VP")) == ["01-BC/ĐTN-VP"]
    congress = [place.issued(DAY, kind=kind, body="congress") for kind in ("report", "resolution", "minutes")]
    assert shown(*congress) == ["01/ĐH", "02/ĐH", "03/ĐH"]
    assert shown(place.issued(DAY, body="inspection")) == ["01-QĐ/UBKT"]


def test_a_paper_that_is_given_up_leaves_no_gap_and_a_refused_one_none_either(place):
    operations.drop_paper(place.signed(), actor=MACHINE)
    paper = place.signed()
    with pytest.raises(Objection):
        operations.issue_paper(paper, actor=MACHINE, on=D(2999, 1, 1))
    place.issued(DAY)
    with pytest.raises(Objection) as refused:
        operations.issue_paper(paper, actor=MACHINE, on=DAY - dt.timedelta(days=1))
    assert refused.value.rule == "R-DOC-02"
    assert shown(place.issued(DAY)) == ["02-QĐ/ĐTN"]
    assert queries.prove_books() == (1, 2, "")


def test_a_number_kept_free_is_used_later_and_a_void_one_stays_with_its_reason(place):
    """L21: a voided number stays in the book with its reason."""
    kept = operations.reserve_number(place.commune, actor=MACHINE, kind="decision", purpose="khen thưởng")
    other = operations.reserve_number(place.commune, actor=MACHINE, kind="decision", purpose="nhầm")
    day = kept.on
    assert shown(place.issued(day)) == ["03-QĐ/ĐTN"]
    assert shown(place.issued(day, number=kept)) == ["01-QĐ/ĐTN"]
    operations.void_number(other, actor=MACHINE, reason="Ghi nhầm loại")
    assert list(queries.unused(place.commune.pk)) == []
    for used in (kept, other):
        with pytest.raises(Objection) as refused:
            place.issued(day, number=used)
        assert refused.value.rule == "L21"
    with pytest.raises(Objection):
        place.issued(
            day,
            kind="notice",
            number=operations.reserve_number(place.commune, actor=MACHINE, kind="decision", purpose="x"),
        )
    assert other.voiding.reason == "Ghi nhầm loại"
    assert [n.number for n in Number.objects.order_by("number")] == [1, 2, 3, 4]


@pytest.mark.django_db(transaction=True)
def test_many_who_issue_at_once_get_every_number_once_and_leave_none_out():
    """L21 under concurrency: twelve threads, one of which fails after it took its number."""
    place = PaperPlace()
    papers = [place.signed() for _ in range(12)]
    wrong = []

    def send(paper):
        try:
            with transaction.atomic():
                issuing.issue(Paper.objects.select_related("unit").get(pk=paper.pk), on=DAY)
                if paper is papers[5]:
                    raise InterruptedError
        except InterruptedError:
            pass
        except Exception as error:
            wrong.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=send, args=(paper,)) for paper in papers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert sorted(Number.objects.values_list("number", flat=True)) == list(range(1, 12))
    assert NumberBook.objects.get().last == Issue.objects.count() == 11
    assert papers[5].__class__.objects.get(pk=papers[5].pk).state == "signed"


@pytest.mark.django_db(transaction=True)
def test_a_paper_that_two_issue_at_once_is_issued_once():
    place = PaperPlace()
    paper, outcomes = place.signed(), []

    def send():
        try:
            operations.issue_paper(Paper.objects.get(pk=paper.pk), actor=MACHINE, on=DAY)
            outcomes.append("issued")
        except Objection as refused:
            outcomes.append(refused.rule)
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["R-DOC-02", "R-DOC-02", "R-DOC-02", "issued"]
    assert Number.objects.count() == NumberBook.objects.get().last == 1


def test_an_issued_paper_never_changes_on_either_database(place):
    issue = place.issued(DAY)
    paper = issue.paper
    for change in (
        lambda: Paper.objects.filter(pk=paper.pk).update(state="draft"),
        lambda: Paper.objects.filter(pk=paper.pk).update(sealed=b"x"),
        lambda: Paper.objects.filter(pk=paper.pk).delete(),
        lambda: Issue.objects.filter(pk=issue.pk).update(digest="x"),
        lambda: Issue.objects.filter(pk=issue.pk).delete(),
        lambda: Number.objects.filter(pk=issue.number_id).update(number=9),
        lambda: Number.objects.filter(pk=issue.number_id).delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    for step in (operations.check_paper, operations.sign_paper, operations.drop_paper):
        with pytest.raises(Objection):
            step(paper, actor=MACHINE)
    with pytest.raises(Objection):
        operations.redraft_paper(paper, actor=MACHINE, document=place.document(abstract="Khác"))


def test_what_is_kept_is_the_very_file_and_can_be_made_again(place):
    issue = place.issued(DAY)
    again = Issue.objects.select_related("paper").get(pk=issue.pk)
    assert hashlib.sha256(again.file).hexdigest() == issue.digest
    assert as_pdf(again.paper.document) == again.file
    assert again.paper.document.number == "01-QĐ/ĐTN"
    assert again.paper.document.day == DAY
    assert f"/p/{issue.code}/" in again.paper.document.check.url


def test_words_are_sealed_keys_rotate_and_a_dropped_key_leaves_number_day_and_hash(place):
    """L30: erasing is dropping the key."""
    name = "Nguyễn Thị Bí Mật"
    issue = place.issued(DAY, document=place.document(abstract=f"Kỷ luật {name}"))
    row = Paper.objects.filter(pk=issue.paper_id).values("sealed", "abstract_sealed").get()
    for value in (*row.values(), Issue.objects.get(pk=issue.pk).sealed):
        assert name.encode() not in bytes(value)
        assert "Bí Mật".encode() not in bytes(value)
    assert Paper in {subjects.model for subjects in SUBJECTS}
    list(rotate())
    assert Paper.objects.get(pk=issue.paper_id).abstract == f"Kỷ luật {name}"
    Paper.objects.filter(pk=issue.paper_id).update(wrapped_key=None)
    erased = Issue.objects.select_related("paper", "number").get(pk=issue.pk)
    assert (erased.paper.document, erased.paper.abstract, erased.file) == (None, "", None)
    assert (erased.number.shown, erased.on, erased.digest) == ("01-QĐ/ĐTN", DAY, issue.digest)


def test_who_signs_follows_from_their_duty(place):
    """HD 29, elements 13 and 14: TM. for the secretary and the deputy, TL. for whom it was delegated to."""
    deputy = place.user("deputy", place.commune, "deputy_secretary")
    helper = place.user("helper", place.other_branch, "committee_member")
    delegate(
        Appointment.objects.get(user=place.officer), actor=acting(place.officer), user=helper, starts_on=issuing.today(),
        ends_on=issuing.today() + dt.timedelta(days=9),
    )  # fmt: skip
    signed = {
        user.username: operations.sign_paper(place.draft(), actor=acting(user)).signed_as
        for user in (place.officer, deputy, helper)
    }
    assert signed == {
        "officer": "officer (TM. BAN CHẤP HÀNH, BÍ THƯ)", "deputy": "deputy (TM. BAN CHẤP HÀNH, PHÓ BÍ THƯ)", "helper": "helper (TL. BAN CHẤP HÀNH, BÍ THƯ)",
    }  # fmt: skip
    branch = operations.sign_paper(place.draft(place.branch), actor=acting(place.branch_secretary))
    assert branch.signed_as == "branch (TM. CHI ĐOÀN, BÍ THƯ)"
    place.user("member", place.branch, "committee_member")
    branch = operations.sign_paper(place.draft(place.branch), actor=acting(place.branch_secretary))
    assert branch.signed_as == "branch (TM. BAN CHẤP HÀNH CHI ĐOÀN, BÍ THƯ)"
    office = place.draft(kind="report", body="department", department="BTC")
    assert (
        operations.sign_paper(office, actor=acting(deputy)).signed_as
        == "deputy (KT. TRƯỞNG BAN, PHÓ TRƯỞNG BAN)"
    )


def test_only_officers_of_the_very_unit_act_and_superiors_read(place):
    boss = place.user("boss", place.province, "secretary")
    staff = place.user("staff", place.commune, "office_staff")
    paper = place.draft()
    for step, wrong in (
        (operations.check_paper, (boss, place.stranger, place.branch_secretary, place.committee)),
        (operations.sign_paper, (boss, place.stranger, place.branch_secretary, place.committee, staff)),
    ):
        for user in wrong:
            with pytest.raises(PermissionDenied):
                step(paper, actor=acting(user))
    operations.check_paper(paper, actor=acting(staff))
    operations.sign_paper(paper, actor=acting(place.officer))
    for user in (boss, place.committee):
        with pytest.raises(PermissionDenied):
            operations.issue_paper(paper, actor=acting(user), on=DAY)
    issue = operations.issue_paper(paper, actor=acting(staff), on=DAY)
    assert policies.may_see_papers(boss, place.commune)
    assert not policies.may_see_papers(place.branch_secretary, place.commune)
    assert not policies.may_read(place.stranger, issue.paper)
    entry = AuditEntry.objects.filter(action="papers.issue").get()
    assert issue.digest in entry.facts


def test_a_changed_draft_must_be_checked_again(place):
    paper = operations.check_paper(place.draft(), actor=MACHINE)
    operations.redraft_paper(paper, actor=MACHINE, document=place.document(abstract="Khác"))
    paper = Paper.objects.get(pk=paper.pk)
    assert (paper.state, paper.checked_at, paper.abstract) == ("draft", None, "Khác")


def test_a_correction_is_another_paper_that_names_the_first(place):
    wrong = place.issued(DAY)
    right = place.issued(DAY, corrects=wrong.paper)
    assert right.paper.corrects == wrong.paper
    row = queries.issued(place.commune.pk).get(pk=wrong.pk)
    assert row.corrected
    with pytest.raises(Objection):
        place.draft(corrects=place.draft())
    with pytest.raises(Objection):
        place.draft(place.branch, corrects=wrong.paper)


def test_people_find_the_papers_about_them_and_merged_records_keep_them(place):
    one, other = place.person("Lê Văn Một"), place.person("Lê Văn Mốt", birth="2003-08-16")
    issue = place.issued(DAY, about=[one, one])
    draft = place.draft(about=[one])
    one.user = place.stranger
    one.save()
    assert policies.may_read(place.stranger, issue.paper)
    assert not policies.may_read(place.stranger, draft)
    merge = merge_people(other, actor=MACHINE, gone=one, take=set())
    assert set(PaperPerson.objects.values_list("person", flat=True)) == {other.pk}
    undo_merge(merge, actor=MACHINE)
    assert set(PaperPerson.objects.values_list("person", flat=True)) == {one.pk}


def test_a_scan_is_kept_once_sealed_and_comes_back_as_it_was(place):
    issue, content = place.issued(DAY), b"%PDF-1.4 signed and stamped"
    scan = operations.keep_scan(issue.paper, actor=MACHINE, scanned=gate.Kept("pdf", content))
    assert operations.keep_scan(issue.paper, actor=MACHINE, scanned=gate.Kept("pdf", content)) == scan
    kept = Scan.objects.select_related("paper").get()
    assert kept.file == content
    assert content not in bytes(kept.sealed)
    with pytest.raises(Objection):
        operations.keep_scan(place.draft(), actor=MACHINE, scanned=gate.Kept("pdf", content))


def test_a_procedure_issues_in_its_own_transaction_with_one_call(place):
    """What the next rooms do: draft, sign and issue inside their own operation; a rollback takes the number back."""
    facts = general.Facts(
        queries.head_of(place.commune), "decision", "Về việc kết nạp", ("Điều 1. Kết nạp.",)
    )
    signature = facts.head.signature

    member = place.person()

    def whole(fails):
        with transaction.atomic():
            made = issuing.draft_and_issue(
                place.commune, general.document(facts), kind="decision", signature=signature, about=[member], on=DAY
            )  # fmt: skip
            if fails:
                raise InterruptedError
            return made

    with pytest.raises(InterruptedError):
        whole(fails=True)
    issue = whole(fails=False)
    assert (issue.number.shown, issue.paper.people.count()) == ("01-QĐ/ĐTN", 1)


def test_the_proof_names_a_book_with_a_gap_and_a_file_that_is_another(place):
    issue = place.issued(DAY)
    operations.keep_scan(issue.paper, actor=MACHINE, scanned=gate.Kept("pdf", b"%PDF-1.4 x"))
    out = io.StringIO()
    call_command("papers", "verify", stdout=out)
    assert "1 books, 1 numbers" in out.getvalue()
    assert "2 as written down, 0 erased" in out.getvalue()
    NumberBook.objects.update(last=2)
    with pytest.raises(CommandError, match="L21"):
        call_command("papers", "verify", stdout=out)
    NumberBook.objects.update(last=1)
    paper = place.signed()
    wrong = issuing.issue(paper, on=DAY)
    assert queries.prove_files()[2] == ""
    false = place.signed()
    number = issuing.take(wrong.number.book, issuing.Series(place.commune, "decision"), DAY, by=None)
    assert false.seal is not None
    Issue.objects.create(
        paper=false, number=number, unit=place.commune, on=DAY, at=wrong.at, code="f" * 22, digest="0" * 64, template=1,
        sealed=false.seal.close_bytes(b"%PDF another", "file"),
    )  # fmt: skip
    with pytest.raises(CommandError, match="L18"):
        call_command("papers", "verify", stdout=out)
