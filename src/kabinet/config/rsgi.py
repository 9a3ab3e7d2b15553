"""What granian loads in each of its workers."""

import multiprocessing
import signal

from kabinet.config.bodies import Patience
from kabinet.config.environment import environment
from kabinet.config.gateway import Gateway
from kabinet.config.lifeline import die_with
from kabinet.config.wsgi import application as django
from kabinet.kernel.web.bodies import room_at

_parent = multiprocessing.parent_process()
if _parent is not None and _parent.pid is not None:
    die_with(_parent.pid, number=signal.SIGKILL)  # an orphan would go on answering on the same port

_env = environment()
application = Gateway(
    django,
    threads=_env.web_threads,
    longest=_env.longest_body,
    patience=Patience(idle=_env.request_timeout),
    room=room_at,
)
