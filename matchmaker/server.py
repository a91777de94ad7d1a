"""Serving: gunicorn processes, and beside them one process for the background work."""

import subprocess
import sys
from typing import Any

import click
from flask import Flask
from gunicorn.app.base import BaseApplication


class _Server(BaseApplication):
    def __init__(self, app: Flask, options: dict[str, Any]) -> None:
        self._app, self._options = app, options
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        return self._app


def announce(app: Flask) -> None:
    """Print the address, and in the demonstration who can sign in."""
    click.echo(f"\nMatchmaker: {address(app)}")
    if app.config["ENVIRONMENT"] == "demonstration":
        from matchmaker.config import SEED_DATA
        from matchmaker.services import seed

        click.echo(f"Demonstration accounts, password {seed.DEMONSTRATION_PASSWORD}:")
        for account in seed.accounts(SEED_DATA):
            click.echo(f"  {account['email']:<26}{account['note']}")
    click.echo("Stop with Ctrl+C.\n")


def address(app: Flask) -> str:
    """Return the address people type."""
    return f"http://{app.config['HOST']}:{app.config['PORT']}"


def prepare(app: Flask) -> None:
    """Read indexes and counts once, for all web processes to share, and close the connections.

    The processes are forked from this one: they share its memory until they change it, and each
    opens database connections of its own.
    """
    from matchmaker.services import catalogue
    from matchmaker.services.engine import search_index
    from matchmaker.web.extensions import db

    with app.app_context():
        for side in ("technology", "need"):
            search_index.present(db.session, side)
            catalogue.published(db.session, side)
        db.session.close()
        db.engine.dispose()


def run(app: Flask, *, with_worker: bool) -> None:
    """Serve until stopped; the worker process ends with the server."""
    worker = _start_worker() if with_worker else None
    options = {
        "bind": f"{app.config['HOST']}:{app.config['PORT']}",
        "workers": app.config["WEB_PROCESSES"],
        "worker_class": "sync",
        "timeout": 60,
        "graceful_timeout": 5,
        "preload_app": True,
        "errorlog": "-",
        "loglevel": "warning",
        "limit_request_line": 8190,
        "control_socket_disable": True,
    }
    try:
        _Server(app, options).run()
    finally:
        if worker is not None:
            worker.terminate()
            worker.wait(timeout=15)


def _start_worker() -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", "matchmaker.cli", "worker"])
