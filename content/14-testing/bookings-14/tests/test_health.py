from bookings import create_app


def test_process_and_database_answer(visitor):
    assert visitor.get("/healthz").get_json() == {"status": "ok"}
    assert visitor.get("/readyz").get_json() == {"status": "ok"}


def test_without_its_database_a_process_is_alive_and_not_ready():
    away = {"SECRET_KEY": "k" * 16, "SQLALCHEMY_DATABASE_URI": "sqlite:////dev/null/away.sqlite"}
    client = create_app(away).test_client()
    assert client.get("/healthz").status_code == 200
    assert client.get("/readyz").status_code == 503
