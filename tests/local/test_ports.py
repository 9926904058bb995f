"""Ports: overrides, and one line when somebody else holds one."""

import socket

import pytest

from local.faults import LocalFault
from local.ports import Ports, require_free


def test_overrides_are_taken_and_the_rest_stays() -> None:
    ports = Ports.from_environment({"COURT_LOCAL_UI_PORT": "9001", "COURT_UI_PORT": "1"})
    assert (ports.ui, ports.temporal) == (9001, 7233)


@pytest.mark.parametrize("text", ["0", "65536", "80a", "-1", "８０"])
def test_a_number_that_is_no_port_is_named(text: str) -> None:
    with pytest.raises(LocalFault, match=f"COURT_LOCAL_UI_PORT={text} is no port"):
        Ports.from_environment({"COURT_LOCAL_UI_PORT": text})


def test_one_port_for_two_processes_is_refused() -> None:
    with pytest.raises(LocalFault, match="COURT_LOCAL_TEMPORAL_PORT and COURT_LOCAL_UI_PORT are both 7233"):
        Ports.from_environment({"COURT_LOCAL_UI_PORT": "7233"})


def test_a_taken_port_says_who_wants_it_and_how_to_choose_another() -> None:
    with socket.create_server(("127.0.0.1", 0)) as holder:
        port = holder.getsockname()[1]
        with pytest.raises(LocalFault) as fault:
            require_free(port, "codec")
    assert str(fault.value) == (
        f"port {port} (codec) is taken by another program; "
        "end that program or choose another port with COURT_LOCAL_CODEC_PORT"
    )
    require_free(port, "codec")
