"""Messages and the ways they leave."""

from orchestrator.delivery.address import BadAddressError
from orchestrator.delivery.compose import compose, named_address
from orchestrator.delivery.message import Message, Outcome, Receipt, Sender
from orchestrator.delivery.outbox import OutboxSender
from orchestrator.delivery.outbox_index import write_index
from orchestrator.delivery.reach import problem_with
from orchestrator.delivery.senders import SilentSender, open_senders, unsubscribe_secret
from orchestrator.delivery.smtp import SmtpSender
from orchestrator.delivery.spellings import other_spellings, usual_spelling
from orchestrator.delivery.unsubscribe import (
    Unsubscribe,
    read_token,
    unsubscribe_headers,
    unsubscribe_link,
)

__all__ = [
    "BadAddressError",
    "Message",
    "OutboxSender",
    "Outcome",
    "Receipt",
    "Sender",
    "SilentSender",
    "SmtpSender",
    "Unsubscribe",
    "compose",
    "named_address",
    "open_senders",
    "other_spellings",
    "problem_with",
    "read_token",
    "unsubscribe_headers",
    "unsubscribe_link",
    "unsubscribe_secret",
    "usual_spelling",
    "write_index",
]
