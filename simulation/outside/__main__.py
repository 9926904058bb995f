"""`python -m simulation.outside`: serves the simulated outside on loopback until it is stopped."""

import argparse

import uvicorn

from simulation.outside.app import application
from simulation.outside.settings import Settings
from simulation.outside.store import Store
from simulation.outside.world import World


def main() -> None:
    """Reads arguments and environment, and serves."""
    parser = argparse.ArgumentParser(prog="simulation.outside", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8600)
    arguments = parser.parse_args()
    settings = Settings()
    store = Store(settings.data)
    try:
        app = application(World(store, settings.behaviour))
        uvicorn.run(app, host=arguments.host, port=arguments.port, log_level="warning", access_log=False)
    finally:
        store.close()


if __name__ == "__main__":
    main()
