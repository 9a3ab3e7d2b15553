"""A mail server that keeps everything and sends nothing on (RFC 5321, receiving side)."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.errors import MessageError
from email.message import EmailMessage
from html.parser import HTMLParser

from kabinet.emulators.faults import Misdeed
from kabinet.emulators.inbox import Inbox
from kabinet.emulators.stand import Stand

LARGEST_MESSAGE = 10_000_000
LONGEST_LINE = 64_000
MOST_RECIPIENTS = 100
PATIENCE = 300.0
ADDRESS = re.compile(r"<(?P<address>[^<>\s]*)>(?P<rest>.*)")
SIZE = re.compile(r"SIZE=(\d{1,18})", re.IGNORECASE)
SKIPPED_TAGS = frozenset({"style", "script", "head", "title"})
BREAKING_TAGS = frozenset({"p", "br", "div", "tr", "li", "h1", "h2", "h3", "table"})


class _TextOnly(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._skipping = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._skipping += tag in SKIPPED_TAGS
        if tag == "a" and (link := dict(attrs).get("href")):
            self.parts.append(f"{link} ")
        if tag in BREAKING_TAGS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self._skipping = max(0, self._skipping - (tag in SKIPPED_TAGS))

    def handle_data(self, data: str) -> None:
        if not self._skipping:
            self.parts.append(data)


def text_of(html: str) -> str:
    """Return the words of an HTML letter, with the addresses of its links."""
    parser = _TextOnly()
    parser.feed(html)
    parser.close()
    lines = (" ".join(line.split()) for line in "".join(parser.parts).splitlines())
    return "\n".join(line for line in lines if line)


@dataclass(slots=True)
class Letter:
    """An envelope being filled."""

    sender: str | None = None
    recipients: list[str] = field(default_factory=list)


class MailSink:
    """Takes letters over SMTP and puts them into the inbox."""

    def __init__(self, stand: Stand) -> None:
        self._stand = stand
        self._inbox = Inbox(stand)
        self._server: asyncio.Server | None = None
        self._sessions: set[asyncio.Task[None]] = set()

    async def start(self, host: str, port: int) -> int:
        """Listen and return the port.

        Raises:
            OSError: the port is taken.
        """
        self._server = await asyncio.start_server(self._accept, host, port, limit=LONGEST_LINE)
        return int(self._server.sockets[0].getsockname()[1])

    async def stop(self) -> None:
        """Stop listening and end the sessions under way."""
        if self._server is None:
            return
        self._server.close()
        for session in self._sessions:
            session.cancel()
        await asyncio.gather(*self._sessions, return_exceptions=True)
        await self._server.wait_closed()

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if task is not None:
            self._sessions.add(task)
            task.add_done_callback(self._sessions.discard)
        try:
            await _Session(self._stand, self._inbox, reader, writer).run()
        except (OSError, EOFError, ValueError, TimeoutError, asyncio.CancelledError):
            return
        finally:
            writer.close()


class _Session:
    """One conversation with a client."""

    def __init__(self, stand: Stand, inbox: Inbox, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._stand = stand
        self._inbox = inbox
        self._reader = reader
        self._writer = writer
        self._greeted = False
        self._open = True
        self._letter = Letter()
        self._commands: dict[str, Callable[[str], Awaitable[None]]] = {
            "EHLO": self._ehlo,
            "HELO": self._helo,
            "MAIL": self._mail,
            "RCPT": self._rcpt,
            "DATA": self._data,
            "RSET": self._rset,
            "NOOP": self._noop,
            "VRFY": self._vrfy,
            "QUIT": self._quit,
        }

    async def run(self) -> None:
        """Speak until the client leaves."""
        await self._say("220 kabinet.emulators ESMTP")
        while self._open:
            line = await self._line()
            if not line:
                return
            text = line.decode("utf-8", "replace").rstrip("\r\n")
            verb, _, rest = text.partition(" ")
            command = self._commands.get(verb.upper())
            if command is None:
                await self._say("502 5.5.1 Unknown command")
            else:
                await command(rest.strip())

    async def _line(self) -> bytes:
        async with asyncio.timeout(PATIENCE):
            return await self._reader.readline()

    async def _say(self, *lines: str) -> None:
        self._writer.write("".join(f"{line}\r\n" for line in lines).encode())
        await self._writer.drain()

    async def _ehlo(self, rest: str) -> None:
        del rest
        self._greeted, self._letter = True, Letter()
        await self._say("250-kabinet.emulators", f"250-SIZE {LARGEST_MESSAGE}", "250-8BITMIME", "250 SMTPUTF8")

    async def _helo(self, rest: str) -> None:
        del rest
        self._greeted, self._letter = True, Letter()
        await self._say("250 kabinet.emulators")

    async def _mail(self, rest: str) -> None:
        found = ADDRESS.search(rest)
        if not self._greeted or self._letter.sender is not None:
            await self._say("503 5.5.1 Bad sequence of commands")
        elif found is None or not rest.upper().startswith("FROM:"):
            await self._say("501 5.5.4 Syntax: MAIL FROM:<address>")
        elif (size := SIZE.search(found["rest"])) and int(size[1]) > LARGEST_MESSAGE:
            await self._say("552 5.3.4 Message is too big")
        else:
            self._letter.sender = found["address"]
            await self._say("250 2.1.0 OK")

    async def _rcpt(self, rest: str) -> None:
        found = ADDRESS.search(rest)
        if self._letter.sender is None:
            await self._say("503 5.5.1 Bad sequence of commands")
        elif found is None or not rest.upper().startswith("TO:") or "@" not in found["address"]:
            await self._say("501 5.5.4 Syntax: RCPT TO:<address>")
        elif len(self._letter.recipients) >= MOST_RECIPIENTS:
            await self._say("452 4.5.3 Too many recipients")
        else:
            self._letter.recipients.append(found["address"])
            await self._say("250 2.1.5 OK")

    async def _data(self, rest: str) -> None:
        del rest
        if not self._letter.recipients:
            await self._say("503 5.5.1 Bad sequence of commands")
            return
        await self._say("354 End data with <CR><LF>.<CR><LF>")
        content = await self._content()
        letter, self._letter = self._letter, Letter()
        if content is None:
            await self._say("552 5.3.4 Message is too big")
            return
        plan = self._stand.faults.take("smtp")
        if plan.delay:
            await self._stand.pause(plan.delay)
        if plan.misdeed not in {Misdeed.SILENT_BEFORE, Misdeed.FAIL_BEFORE}:
            self._keep(letter, content)
        if plan.misdeed in {Misdeed.SILENT_BEFORE, Misdeed.SILENT_AFTER}:
            self._open = False
        elif plan.misdeed in {Misdeed.FAIL_BEFORE, Misdeed.FAIL_AFTER}:
            await self._say("451 4.3.0 Temporary failure")
        else:
            await self._say("250 2.0.0 Message accepted")

    async def _content(self) -> bytes | None:
        """Return the letter without its dot-stuffing, or None when it is too big; always reads to the end."""
        lines: list[bytes] = []
        size = 0
        while (line := await self._line()) not in {b".\r\n", b".\n"}:
            if not line:
                raise EOFError
            size += len(line)
            if size <= LARGEST_MESSAGE:
                lines.append(line.removeprefix(b"."))
        return b"".join(lines) if size <= LARGEST_MESSAGE else None

    async def _rset(self, rest: str) -> None:
        del rest
        self._letter = Letter()
        await self._say("250 2.0.0 OK")

    async def _noop(self, rest: str) -> None:
        del rest
        await self._say("250 2.0.0 OK")

    async def _vrfy(self, rest: str) -> None:
        del rest
        await self._say("252 2.1.5 Will try")

    async def _quit(self, rest: str) -> None:
        del rest
        self._open = False
        await self._say("221 2.0.0 Bye")

    def _keep(self, letter: Letter, content: bytes) -> None:
        message = message_from_bytes(content, policy=policy.default)
        html = _part(message, "html")
        text = _part(message, "plain") or text_of(html)
        with self._stand.store.transaction():
            for recipient in letter.recipients:
                self._inbox.add(
                    channel="email",
                    service="smtp",
                    address=recipient,
                    sender=_header(message, "From") or letter.sender or "",
                    subject=_header(message, "Subject"),
                    text=text,
                    html=html,
                )


def _header(message: EmailMessage, name: str) -> str:
    try:
        return " ".join(str(message.get(name, "")).split())
    except (MessageError, ValueError, IndexError):
        return ""


def _part(message: EmailMessage, kind: str) -> str:
    part = message.get_body(preferencelist=(kind,))
    if part is None:
        return ""
    try:
        content = part.get_content()
    except (MessageError, LookupError, ValueError):
        return ""
    return str(content).replace("\r\n", "\n").strip()
