"""Mails as they come to the firm's reply address."""

from email.message import EmailMessage

TOKEN = "0f" * 16
KHUE = "khue@htx.example.vn"
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\nstartxref\n9\n%%EOF\n"


def written(text="Chào các bên", sender=KHUE, number=1, files=(), **headers):
    """Write a plain mail to the firm's reply address."""
    message = EmailMessage()
    message["From"], message["To"] = sender, f"reply+{TOKEN}@match.example.org"
    message["Subject"], message["Message-ID"] = "Re: máy sấy", f"<{number}@mail.example.vn>"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    for name, data in files:
        message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()
