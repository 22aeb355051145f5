"""A file that is brought to the page of checks: its findings name what was not read, and reviewers are told of it."""

from email.message import EmailMessage

from assistant.users import UserRole
from tests.assistant.web.site import Site


def mail(attached: bytes) -> dict[str, tuple[str, bytes, str]]:
    message = EmailMessage()
    message["Subject"], message["From"] = "Tuesday", "a@example.org"
    message.set_content("Thank you for your time.")
    message.add_attachment(attached, maintype="application", subtype="zip", filename="all.zip")
    return {"file": ("m.eml", message.as_bytes(), "message/rfc822")}


def test_what_was_not_read_of_an_upload_waits_for_a_person(site: Site) -> None:
    browser, csrf = site.browser(UserRole.ACCOUNT_MANAGER)
    page = browser.post("/check", data={"csrf": csrf, "act": "check"}, files=mail(b"PK\x03\x04")).text
    assert "1 embedded file was not read (attachment all.zip)" in page
    assert "FILE-01" in page
    assert "No rule objects" not in page
    event = next(iter(site.rooms.audit.search(action="text.checked")))
    assert event.detail["decision"] == "REVIEW"


def test_reviewers_are_told_what_was_not_read(site: Site) -> None:
    browser, csrf = site.browser(UserRole.ACCOUNT_MANAGER)
    data = {"csrf": csrf, "act": "review", "title": "A mail"}
    review = browser.post("/check", data=data, files=mail(b"PK\x03\x04"), follow_redirects=False).headers["location"]
    remarks = site.rooms.reviews.comments(review.partition("?")[0].rpartition("/")[2])
    assert [r.text.partition(",")[0] for r in remarks] == ["1 embedded file was not read (attachment all.zip)"]
