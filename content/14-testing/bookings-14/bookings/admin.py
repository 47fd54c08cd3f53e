from flask import Blueprint, render_template

from bookings import service
from bookings.accounts import role_required

blueprint = Blueprint("admin", __name__, url_prefix="/admin")


@blueprint.get("/bookings")
@role_required("admin")
def index():
    return render_template("admin/bookings.html", bookings=service.find_bookings())
