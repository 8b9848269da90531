"""What is wrong with a file, said to the person who wrote it."""

from __future__ import annotations

from enum import Enum, StrEnum
from typing import TypeAlias

from orchestrator.records import dataclass

Path: TypeAlias = tuple[str | int, ...]
"""The way from the top of a document to one value: keys and list positions."""


@dataclass(frozen=True, order=True)
class Span:
    """A stretch of a text file; lines and columns count from 1, the end is exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int

    @classmethod
    def point(cls, line: int, column: int, length: int = 1) -> Span:
        return cls(line, column, line, column + length)


class Severity(StrEnum):
    ERROR = "error"
    WARNING = "warning"


class Code(Enum):
    """Stable codes: one is never reused, and never changes its meaning."""

    def __init__(self, number: str, title: str, severity: Severity, mend: str) -> None:
        self.number = number
        self.title = title
        self.severity = severity
        self.mend = mend

    UNREADABLE_FILE = (
        "F001",
        "a file that cannot be read",
        Severity.ERROR,
        "Save the file as UTF-8 text inside the project.",
    )
    NOT_YAML = (
        "F002",
        "text that is not YAML",
        Severity.ERROR,
        "Mend the line that is named: most often quotes, brackets or indent.",
    )
    DUPLICATE_KEY = (
        "F003",
        "a key that stands twice",
        Severity.ERROR,
        "Keep one of the two; YAML would silently drop the first.",
    )
    YAML_MAGIC = (
        "F004",
        "an anchor, alias, merge key or tag",
        Severity.ERROR,
        "Write the value out in full: flows are read without YAML's shortcuts.",
    )
    KEY_NOT_TEXT = (
        "F005",
        "a key that is not plain text",
        Severity.ERROR,
        "Use a word as the key.",
    )
    UNREASONABLE_DOCUMENT = (
        "F006",
        "control characters or absurd nesting",
        Severity.ERROR,
        "Remove invisible characters; nest at most 40 levels.",
    )
    TEXT_CUT = (
        "F007",
        "a text cut short by ' #'",
        Severity.ERROR,
        'Put the text in quotes: after a space, "#" starts a comment.',
    )
    LOST_INDENT = (
        "F008",
        "a line that lost its indent",
        Severity.ERROR,
        "Indent the line so that it stands under the step that it belongs to.",
    )
    UNKNOWN_KEY = (
        "F010",
        "an unknown key",
        Severity.ERROR,
        "Use one of the keys that the message lists.",
    )
    MISSING_KEY = ("F011", "a key that is missing", Severity.ERROR, "Add the key that is named.")
    WRONG_SHAPE = (
        "F012",
        "a value of the wrong kind",
        Severity.ERROR,
        "Write the kind of value that the message names.",
    )
    NOT_ALLOWED = (
        "F013",
        "a value that is not allowed here",
        Severity.ERROR,
        "Choose one of the values that the message lists.",
    )
    BAD_VALUE = (
        "F014",
        "a duration, time, date or number that cannot be read",
        Severity.ERROR,
        'Follow the form that the message names, such as "3 days" or "09:00".',
    )
    NOT_ONE_KIND = (
        "F015",
        "a step or trigger without a kind, or with two",
        Severity.ERROR,
        "Give it exactly one of the kind keys that the message lists.",
    )
    UNKNOWN_EVENT = (
        "F020",
        "an event that the catalog does not know",
        Severity.ERROR,
        "Use an event of orchestrator.yml, or add it there.",
    )
    UNKNOWN_ATTRIBUTE = (
        "F021",
        "an attribute that the catalog does not know",
        Severity.ERROR,
        "Use an attribute of orchestrator.yml, or add it there.",
    )
    UNKNOWN_SEGMENT = (
        "F022",
        "a segment that the project does not define",
        Severity.ERROR,
        "Use a segment of orchestrator.yml, or add it there.",
    )
    UNKNOWN_TEMPLATE = (
        "F023",
        "a template that does not exist",
        Severity.ERROR,
        "Create the file that the message names, or mend the name: an e-mail needs .html, an sms .txt, a webhook .json.",
    )
    UNKNOWN_VARIABLE = (
        "F024",
        "a template variable that nobody fills",
        Severity.ERROR,
        "Use a variable that the catalog, the trigger or the constants fill.",
    )
    UNKNOWN_PROPERTY = (
        "F025",
        "a property that the event does not have",
        Severity.ERROR,
        "Use a property of that event in orchestrator.yml, or add it there.",
    )
    UNKNOWN_STEP = (
        "F026",
        "a step that the flow does not have",
        Severity.ERROR,
        "Name a step of this flow by its id.",
    )
    UNKNOWN_RECORD = (
        "F027",
        "a record that the catalog does not know",
        Severity.ERROR,
        "Use a record of orchestrator.yml, or add it there.",
    )
    UNKNOWN_SENDER = (
        "F028",
        "a sender that the project does not have",
        Severity.ERROR,
        "Use a sender of orchestrator.yml, or add it there by the line that the message names.",
    )
    UNKNOWN_FLOW = (
        "F029",
        "a flow that does not exist",
        Severity.ERROR,
        "Name a flow by the name of its file.",
    )
    OPERATOR_TYPE = (
        "F030",
        "an operator that does not fit the type",
        Severity.ERROR,
        "Use an operator that fits; the attribute's type stands in orchestrator.yml.",
    )
    VALUE_TYPE = (
        "F031",
        "a value that does not fit the attribute's type",
        Severity.ERROR,
        "Compare numbers with numbers, dates with dates, text with text.",
    )
    UNKNOWN_COUPON = (
        "F032",
        "a coupon that the project does not have",
        Severity.ERROR,
        "Use a coupon of orchestrator.yml, or add it there by the line that the message names.",
    )
    UNKNOWN_FACT = (
        "F033",
        "a fact that the catalog does not know",
        Severity.ERROR,
        "Name it with its type under catalog.customers.facts.",
    )
    UNKNOWN_TOPIC = (
        "F034",
        "a topic that no message has",
        Severity.WARNING,
        "Give the messages that are meant this topic, or mend the name.",
    )
    UNKNOWN_TAG = (
        "F035",
        "a tag that nobody gives",
        Severity.WARNING,
        "Mend the name, add the tag in an update step, or list it under tags in orchestrator.yml.",
    )
    UNKNOWN_CONSTANT = (
        "F036",
        "a constant that the project does not have",
        Severity.ERROR,
        "Use a constant of orchestrator.yml, or add it there.",
    )
    DUPLICATE_ID = (
        "F040",
        "two steps with the same id",
        Severity.ERROR,
        "Rename one of them: ids tell messages apart.",
    )
    SHARES = (
        "F041",
        "shares that do not sum to 100 %",
        Severity.ERROR,
        "Change the shares so that together they make 100 %.",
    )
    UNREACHABLE_STEP = (
        "F042",
        "a step that nobody can reach",
        Severity.ERROR,
        "Remove the step, or the exit before it.",
    )
    NEVER_SENDS = (
        "F043",
        "a flow that can never send",
        Severity.WARNING,
        "Add a send step, or keep the flow a draft.",
    )
    NO_PURCHASE_EXIT = (
        "F044",
        "a cart flow that goes on after the purchase",
        Severity.WARNING,
        "Add exit_when with did: and the purchase event.",
    )
    REENTRY_MISSING = (
        "F045",
        "a flow that does not say who may enter again",
        Severity.ERROR,
        "Add reentry: never, always, or after: a duration.",
    )
    FLOW_NAME = (
        "F046",
        "a flow whose key is not its file's name",
        Severity.ERROR,
        "Give the file and the key the same name.",
    )
    TEMPLATE_SYNTAX = (
        "F047",
        "a template that Jinja cannot read",
        Severity.ERROR,
        "Mend the line that is named.",
    )
    NO_CONSENT_COLUMN = (
        "F048",
        "marketing mail without a consent column",
        Severity.ERROR,
        "Map consent under catalog.customers, or make the message transactional.",
    )
    CONTRADICTION = (
        "F049",
        "conditions that nobody can meet",
        Severity.ERROR,
        "Remove one of the two conditions that exclude each other.",
    )
    BAD_TIMEZONE = (
        "F050",
        "a time zone that does not exist",
        Severity.ERROR,
        "Use an IANA name such as Europe/Stockholm.",
    )
    BAD_CRON = (
        "F051",
        "a schedule that cannot be read",
        Severity.ERROR,
        'Write five cron fields and a time zone, such as "0 9 * * *".',
    )
    NO_SENDER = (
        "F052",
        "a channel without a sender",
        Severity.ERROR,
        "Add the line that the message names to orchestrator.yml.",
    )
    MISSING_VARIABLE = (
        "F053",
        "an environment variable that is not set",
        Severity.ERROR,
        "Set the variable, or give a default beside it.",
    )
    DUPLICATE_FLOW = (
        "F054",
        "two files for the same flow",
        Severity.ERROR,
        "Rename one of the two files and its key.",
    )
    SEGMENT_CIRCLE = (
        "F055",
        "segments that ask for each other in a circle",
        Severity.ERROR,
        "Say in one of them what it means without the other.",
    )
    START_CIRCLE = (
        "F056",
        "flows that start each other in a circle",
        Severity.ERROR,
        "Let one of them be entered once, or again only after days.",
    )
    ALWAYS_HOLDS = (
        "F057",
        "a condition that always holds",
        Severity.WARNING,
        "Remove the condition, or say what was meant.",
    )
    EXIT_BY_TIME = (
        "F058",
        "a way out that time alone opens",
        Severity.WARNING,
        "Let the customer do something to leave; flows end by themselves after the last step.",
    )
    PRINTS_NOTHING = (
        "F059",
        "a variable that may print nothing",
        Severity.WARNING,
        'Give it a default, such as {{ customer.first_name | default("friend", true) }}.',
    )
    NO_PROJECT = (
        "F060",
        "a project without orchestrator.yml",
        Severity.ERROR,
        "Run the command where orchestrator.yml is, or name the folder with --project.",
    )
    NO_UNSUBSCRIBE_LINK = (
        "F061",
        "marketing mail without an unsubscribe link",
        Severity.ERROR,
        "Put {{ unsubscribe_url }} into the template that is named, or the layout that it extends.",
    )
    SUBJECT_LENGTH = (
        "F062",
        "a subject that is too long to be seen",
        Severity.WARNING,
        "Shorten it: a phone shows some forty characters.",
    )
    SHARED_EVENT = (
        "F063",
        "two flows that one event fires into the same person",
        Severity.WARNING,
        "Tell them apart by conditions or where, or say why it is meant.",
    )
    TOO_MANY_MESSAGES = (
        "F064",
        "more messages than one person should get",
        Severity.WARNING,
        "Spread them out, or set another frequency_cap.",
    )
    SECRET = (
        "F065",
        "a secret in a file",
        Severity.ERROR,
        "Put it into an environment variable, and write its name in the file as a variable.",
    )
    BAD_LOCALE = (
        "F066",
        "a language that does not exist",
        Severity.ERROR,
        "Use a language such as sv, or one with its country such as pt-BR.",
    )
    DIFFERS_BY_CASE = (
        "F067",
        "names that differ only by capitals",
        Severity.ERROR,
        "Rename one of them: some disks and databases take them for the same.",
    )
    NO_END = (
        "F068",
        "a path without an end",
        Severity.ERROR,
        "Say how long at most.",
    )
    NEVER_FIRES = (
        "F069",
        "a time that never comes",
        Severity.ERROR,
        "Name a day that exists, or a date that can still come when the step is reached.",
    )
    MISSING_TABLE = (
        "F070",
        "a table that the database does not have",
        Severity.ERROR,
        "Mend the table's name in the catalog.",
    )
    MISSING_COLUMN = (
        "F071",
        "a column that the table does not have",
        Severity.ERROR,
        "Mend the column's name in the catalog.",
    )
    COLUMN_TYPE = (
        "F072",
        "a column whose values are not what the catalog says",
        Severity.ERROR,
        "Say the real type in the catalog.",
    )
    TIME_FORMAT = (
        "F073",
        "times that cannot be compared",
        Severity.ERROR,
        "Store UTC as YYYY-MM-DD HH:MM:SS, or name the format in the catalog.",
    )
    NO_INDEX = (
        "F074",
        "a column without an index",
        Severity.WARNING,
        "Run the CREATE INDEX that the message shows.",
    )
    BAD_SQL = (
        "F075",
        "SQL that the database refuses",
        Severity.ERROR,
        "Mend the SELECT in the catalog.",
    )
    DUPLICATE_VALUES = (
        "F076",
        "keys that are missing or stand twice",
        Severity.ERROR,
        "Point key at a column that is unique and never null.",
    )
    NO_ACCESS = (
        "F077",
        "a table that may not be read",
        Severity.ERROR,
        "Have the table's owner run the GRANT that the message shows.",
    )
    NAIVE_TIME = (
        "F078",
        "times without a time zone",
        Severity.WARNING,
        "Make sure that they are written in UTC, or convert them in an sql source.",
    )
    READ_AS_TEXT = (
        "F079",
        "a column read as text that holds something else",
        Severity.WARNING,
        "Say the column's type in the catalog.",
    )
    UNKNOWN_ZONE = (
        "F080",
        "time zones or languages of customers that do not exist",
        Severity.WARNING,
        "Mend the values in the customer database; until then the project's defaults hold.",
    )
    NO_TRIGGER_VALUES = (
        "F081",
        "a started flow that reads what its trigger brings",
        Severity.ERROR,
        "Ask first whether there is one, or keep it by update before the start and read the fact.",
    )
    IDLE_CAP = (
        "F082",
        "a cap that never holds anything back",
        Severity.WARNING,
        "Remove it, or change its number or length.",
    )
    SMS_LENGTH = (
        "F083",
        "a text message that is sent in many parts",
        Severity.WARNING,
        "Shorten it: each part of 160 characters is paid for.",
    )
    NOTHING_PASSES = (
        "F084",
        "messages that no hour lets through",
        Severity.ERROR,
        "Let send_window and not_after overlap.",
    )
    ALLOWS_NOTHING = (
        "F085",
        "an allow comment that allows nothing",
        Severity.WARNING,
        "Write # allow CODE: and a reason on the line of the warning, or directly above it.",
    )
    NO_RESPONSES = (
        "F086",
        "opened or clicked without a source of responses",
        Severity.ERROR,
        "Say below catalog.responses where your mail provider's opens and clicks are stored.",
    )
    COMES_ONCE = (
        "F088",
        "a date that comes once",
        Severity.WARNING,
        'Write "repeat: yearly" in the trigger if the day of every year is meant.',
    )
    NO_EFFECT = (
        "F089",
        "a setting that changes nothing",
        Severity.WARNING,
        "Remove it, or change what keeps it from mattering.",
    )
    SEEMS_OTHERWISE = (
        "F090",
        "a text that means something else than it seems to",
        Severity.WARNING,
        "Write what was meant, as the message shows.",
    )
    STARTS_NOBODY = (
        "F091",
        "a flow that waits in vain to be started",
        Severity.WARNING,
        "Make the flow that is started live, or let another one start it.",
    )
    TOO_DEEP = (
        "F092",
        "conditions too deep in each other",
        Severity.ERROR,
        "Say it with fewer groups in groups: all, any and none of one level can stand side by side.",
    )
    TOO_SOON = (
        "F093",
        "a question that comes too soon",
        Severity.WARNING,
        'Put a delay before the branch, or write "since: ever" if what was done before counts.',
    )
    COUPON_OVER = (
        "F094",
        "a coupon that is over when its message leaves",
        Severity.WARNING,
        'Give the coupon a longer "valid_for", or the later message a coupon of its own.',
    )
    UNUSED_COUPON = (
        "F087",
        "a coupon that the message never shows",
        Severity.WARNING,
        "Print {{ coupon.code }} in the template, or take the coupon from the step.",
    )

    WHOLE_TABLE_READ = (
        "F100",
        "a statement that reads a whole table",
        Severity.WARNING,
        "Run the CREATE INDEX that the message shows.",
    )
    SLOW_SEGMENT = (
        "F101",
        "a segment that takes longer than the budget",
        Severity.WARNING,
        "Give its conditions the indexes that doctor names, or make the segment simpler.",
    )
    TIME_AHEAD = (
        "F102",
        "rows dated in the future",
        Severity.WARNING,
        "Write the times in UTC; a row counts only once its time has come.",
    )
    OWNERLESS_ROWS = (
        "F103",
        "events of customers who do not exist",
        Severity.WARNING,
        "Look whether the column holds another key, or the customers were deleted.",
    )
    CLOCKS_DIFFER = (
        "F104",
        "a database and a machine whose clocks differ",
        Severity.WARNING,
        "Have both set their clocks by the network (NTP).",
    )
    SHOP_WAITS = (
        "F105",
        "a SQLite file in which readers and writers wait for each other",
        Severity.WARNING,
        "Run the PRAGMA that the message shows, once.",
    )
    NEVER_ANALYSED = (
        "F106",
        "a large table of which the database knows nothing",
        Severity.WARNING,
        "Run the ANALYZE that the message shows.",
    )
    UNHEARD_RESPONSES = (
        "F107",
        "opens and clicks that count for nobody",
        Severity.WARNING,
        "Have the rows say opened or clicked, under the Message-ID with which the mail left; the message shows the SELECT.",
    )
    ODD_VALUES = (
        "F108",
        "single values that cannot be read",
        Severity.WARNING,
        "Mend those values in the customer database; until then they are missing for their rows.",
    )


SHOWN_NAMES = 12


@dataclass(frozen=True)
class Stretch:
    """A part of a text value: line and column count from 1 within that text."""

    line: int
    column: int
    length: int


@dataclass(frozen=True)
class Diagnostic:
    """One problem, with the place as a path; `load` turns the path into a span once."""

    code: Code
    file: str
    message: str
    path: Path = ()
    on_key: bool = False
    span: Span | None = None
    allowed: tuple[str, ...] = ()
    suggestion: str | None = None
    stretch: Stretch | None = None
    """Where within the text at `path`, if not all of it is meant."""
    first: Path = ()
    """The first of two things that may stand only once; `load` says in which line that is."""

    @property
    def severity(self) -> Severity:
        return self.code.severity

    @property
    def is_error(self) -> bool:
        return self.severity is Severity.ERROR

    def sentence(self) -> str:
        """Message, what is allowed and the nearest name, as one line."""
        text = self.message
        if self.allowed:
            text += f"; expected {_one_of(self.allowed)}"
        if self.suggestion:
            text += f' (did you mean "{self.suggestion}"?)'
        return text


def _one_of(names: tuple[str, ...]) -> str:
    if len(names) == 1:
        return names[0]
    rest = f" and {len(names) - SHOWN_NAMES} more" if len(names) > SHOWN_NAMES else ""
    return f"one of {', '.join(names[:SHOWN_NAMES])}{rest}"
