"""What a browser sends when a deal is moved."""

from datetime import timedelta

from models import local_today

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\nstartxref\n0\n%%EOF\n"
FOR_ALL = {"kind": "other", "audience": "parties", "confirmed": "y"}
"""What is sent with a file that all parties may read although there is no agreement yet."""


def form_for(deal, stage, officer, **evidence):
    """What the form of one move sends; a browser sends lists nobody touched as empty."""
    due = local_today() + timedelta(days=5)
    return {
        "stage": stage,
        "evidence": "1",
        "version": str(deal.version),
        "next_step": "Gọi điện cho hai bên",
        "owner": str(officer.id),
        "due": due.isoformat(),
        "supply_answer": "",
        "demand_answer": "",
        "loss_reason": "",
        "currency": "VND",
        "transfer_right": "",
        "transfer_form": "",
        "registration": "",
        **evidence,
    }


def move(client, session, deal, stage, officer, **evidence):
    session.commit()
    session.refresh(deal)
    form = form_for(deal, stage, officer, **evidence)
    session.rollback()
    answer = client.post(f"/deals/{deal.code}/move", data=form)
    session.expire_all()
    return answer
