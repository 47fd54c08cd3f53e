"""Who somebody is: signing in and out, tokens for programs, roles."""

import hashlib
import secrets
from functools import wraps

import click
from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_limiter.util import get_remote_address
from flask_login import current_user, login_required, login_user, logout_user
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from werkzeug.security import check_password_hash, generate_password_hash

from bookings.extensions import db, limiter, login_manager
from bookings.forms import LoginForm
from bookings.models import ROLES, User

blueprint = Blueprint("accounts", __name__)
NOBODYS_HASH = generate_password_hash(secrets.token_hex())
"""Compared where there is no such user, so that both take equally long."""


@login_manager.user_loader
def load_user(user_id):
    return db.session.get(User, int(user_id))


@login_manager.unauthorized_handler
def ask_to_sign_in():
    asked = request.path if request.method == "GET" else None
    return redirect(url_for("accounts.login", next=asked), code=303)


@blueprint.get("/login")
def login():
    return render_template("accounts/login.html", form=LoginForm())


@blueprint.post("/login")
@limiter.limit("5 per minute", key_func=get_remote_address)
def login_submit():
    form = LoginForm()
    if form.validate_on_submit():
        user = find_user(form.username.data, form.password.data)
        if user:
            login_user(user)
            return redirect(own_address(request.args.get("next", "")), code=303)
        form.password.errors = ["The name or the password is wrong."]
    return render_template("accounts/login.html", form=form), 422


@blueprint.post("/logout")
@login_required
def logout():
    logout_user()
    flash("You are signed out.")
    return redirect(url_for("slots.index"), code=303)


def find_user(username, password):
    """Return who has this name and password; None otherwise."""
    user = db.session.scalar(select(User).where(User.username == username))
    is_right = check_password_hash(user.password_hash if user else NOBODYS_HASH, password)
    return user if is_right else None


def find_user_by_token(token):
    return db.session.scalar(select(User).where(User.token_hash == hash_token(token)))


def hash_token(token):
    """Hash what has 256 random bits: nobody guesses those, so that a quick hash will do."""
    return hashlib.sha256(token.encode()).hexdigest()


def own_address(target):
    """Return where somebody wanted to go if it is a path of this site, else the first page.

    Browsers read a backslash as a slash, leave out tabs and line breaks, and take what follows
    two slashes or more for the name of a host.
    """
    is_plain = target.isprintable() and "\\" not in target
    is_path = target.startswith("/") and not target.startswith("//")
    return target if is_plain and is_path else url_for("slots.index")


def role_required(role):
    """Let in who is signed in with a role: 403 for others, the sign-in for visitors."""

    def decorate(view):
        @wraps(view)
        @login_required
        def guarded(*args, **kwargs):
            if current_user.role != role:
                abort(403)
            return view(*args, **kwargs)

        return guarded

    return decorate


@blueprint.cli.command("add")
@click.argument("username")
@click.option("--role", type=click.Choice(ROLES), default="member", show_default=True)
@click.password_option()
def add(username, role, password):
    """Add an account."""
    hashed = generate_password_hash(password)
    db.session.add(User(username=username, role=role, password_hash=hashed))
    try:
        db.session.commit()
    except IntegrityError:
        raise click.ClickException(f"{username} is taken.") from None


@blueprint.cli.command("token")
@click.argument("username")
def make_token(username):
    """Print a new token for the API, once; the one before it ends."""
    user = db.session.scalar(select(User).where(User.username == username))
    if user is None:
        raise click.ClickException(f"There is no {username}.")
    token = secrets.token_urlsafe(32)
    user.token_hash = hash_token(token)
    db.session.commit()
    click.echo(token)
