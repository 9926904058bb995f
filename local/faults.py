"""What goes wrong on this machine, said in one line to the engineer who typed the command."""

import errno


class LocalFault(Exception):
    """Something outside the product stops the command; the text is the whole message, on one line."""


class StopRequestedError(Exception):
    """The engineer asked to stop (Ctrl-C, SIGTERM, a closed terminal) while something was waited for."""


def from_os_error(error: OSError) -> LocalFault:
    """The one line for an error of the operating system: a full disk by name, else its reason and file."""
    where = f": {error.filename}" if error.filename else ""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return LocalFault(f"the disk is full{where}; free some space and run the command again")
    return LocalFault(f"{error.strerror or error}{where}")
