"""School administration: start the server with ``python3 main.py``.

Every ``feature_*.py`` file beside this one is a feature. It is found by its name and
its ``register(app)`` adds its tables and routes, so a feature is added by adding a file.
"""

import importlib
import os
from pathlib import Path

from core import Application, create_server

ROOT = Path(__file__).resolve().parent


def create_app(database_path: Path) -> Application:
    """Build the application with every feature that is present, on the given database."""
    app = Application(database_path)
    for path in sorted(ROOT.glob("feature_*.py")):
        importlib.import_module(path.stem).register(app)
    return app


def main() -> None:
    """Serve until interrupted; PORT and DATABASE_PATH come from the environment."""
    port = int(os.environ.get("PORT") or 8000)
    database_path = Path(os.environ.get("DATABASE_PATH") or ROOT / "data" / "app.db")
    server = create_server(create_app(database_path), port)
    print(f"Listening on http://127.0.0.1:{server.server_port}", flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        server.server_close()


if __name__ == "__main__":
    main()
