from concurrent.futures import ThreadPoolExecutor

from flask_migrate import check, upgrade
from sqlalchemy import event

from bookings import service
from bookings.extensions import db
from bookings.models import Slot


def test_of_many_who_book_at_once_one_gets_the_slot(app):
    def book(name):
        with app.app_context():
            try:
                service.book(db.session.get(Slot, 1), name)
            except service.SlotTakenError:
                return None
            return name

    with ThreadPoolExecutor(8) as pool:
        won = [name for name in pool.map(book, [f"Person {one}" for one in range(8)]) if name]
    with app.app_context():
        assert won == [db.session.get(Slot, 1).booking.name]


def test_list_takes_one_query_however_many_slots_there_are(app, ada):
    with app.app_context():
        engine = db.engine
    sent = []
    event.listen(engine, "before_cursor_execute", lambda *args: sent.append(args[2]))
    ada.get("/")
    assert len(sent) == 1


def test_migrations_make_the_tables_that_the_models_describe(app):
    with app.app_context():
        db.drop_all()
        upgrade()
        check()  # exits with an error where something differs


def test_slots_are_added_once(app):
    runner = app.test_cli_runner()
    added = runner.invoke(args=["slots", "add", "Red room", "2027-01-04"])
    assert added.output == "Added 8 slots.\n"
    again = runner.invoke(args=["slots", "add", "Red room", "2027-01-04"])
    assert again.exit_code == 1
    assert "has slots on that day already" in again.output
