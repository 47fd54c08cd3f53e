def test_process_says_that_it_answers(ada):
    assert ada.get("/healthz").get_json() == {"status": "ok"}
