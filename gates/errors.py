"""Every error that gate raises on purpose: what is wrong, where, and the next thing to try.

All of them mean exit 2, "could not judge"; anything else that escapes is a bug in gate and means exit 3.
"""


class GateError(Exception):
    """An error that a person can mend.

    `message` says what is wrong and quotes the value, `where` is a place (`file:line` or `file: key`, empty if there is
    none), `hint` is the next thing to try (empty if there is none). `id` is what `gate help` explains it by: that of its kind,
    unless it is a case of its own (`id_`). Ids are kebab-case and stable, and gates/topics/errors.txt explains each of them.
    """

    id = ""

    def __init__(self, message: str, *, where: str = "", hint: str = "", id_: str = "") -> None:
        super().__init__(message, where, hint)
        self.message = message
        self.where = where
        self.hint = hint
        self.id = id_ or self.id

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        return f"{place}{self.message}"


class UsageError(GateError):
    """The command line asks for something that does not exist or does not fit together."""

    id = "usage"


class ConfigError(GateError):
    """A configuration file is wrong; `message` may hold several lines, one for each mistake."""

    id = "configuration"


class ReportError(GateError):
    """A report is missing, empty, cut off, contradictory or not of the format it should be."""

    id = "report-damaged"
