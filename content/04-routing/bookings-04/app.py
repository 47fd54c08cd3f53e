from flask import Flask, abort, url_for

app = Flask(__name__)

SLOTS = {
    1: "Blue room, Monday 09:00",
    2: "Blue room, Monday 10:00",
    3: "Red room, Monday 09:00",
}


@app.get("/")
def list_slots():
    return [
        {"slot": slot, "url": url_for("show_slot", slot_id=slot_id)}
        for slot_id, slot in SLOTS.items()
    ]


@app.get("/slots/<int:slot_id>")
def show_slot(slot_id):
    if slot_id not in SLOTS:
        abort(404)
    return {"slot": SLOTS[slot_id]}
