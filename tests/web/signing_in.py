"""What people do at the door, for the tests of signing in."""

import re

from flask_security.utils import hash_password
from sqlalchemy import select

from models import Mail, User

PASSWORD = "sen trắng mùa hạ"


def someone(app, factories, **attributes):
    """Make a person who knows :data:`PASSWORD`."""
    with app.app_context():
        hashed = hash_password(PASSWORD)
    return factories.User(password=hashed, **attributes)


def register(client, email="lan@vien.vn", password=PASSWORD, name="Nguyễn Thị Lan", **more):
    return client.post(
        "/account/register", data={"email": email, "password": password, "name": name, **more}
    )


def sign_in(client, email, password=PASSWORD, **more):
    return client.post("/account/sign-in", data={"email": email, "password": password, **more})


def is_signed_in(client):
    return client.get("/account/").status_code == 200


def mails_to(session, address):
    mails = session.scalars(select(Mail).where(Mail.to == address).order_by(Mail.id)).all()
    session.commit()  # a test that reads on would keep the application from writing
    return mails


def link_in(mail, part):
    """Return the path of the link of ``mail`` that holds ``part``."""
    return re.search(rf"http://127.0.0.1:8000(/account/{part}/\S+)", mail.text).group(1)


def user_of(session, address):
    session.expire_all()
    user = session.scalar(select(User).where(User.email == address))
    session.commit()
    return user
