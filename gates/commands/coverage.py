"""`gate coverage`: is enough of the code run by the tests, in total, in each file and in each group of files?"""

from gates.commands.protocol import Kind, Option

KIND = "coverage"

_BOUNDS = (
    Option("min", Kind.PERCENT, "fail below this share of lines run", "PERCENT", ("fail-under",), bands=True),
    Option("min-branch", Kind.PERCENT, "fail below this share of branches taken", "PERCENT", bands=True),
    Option("min-function", Kind.PERCENT, "fail below this share of functions entered", "PERCENT", bands=True),
    Option("min-file", Kind.PERCENT, "fail if any one file is below this share of lines run", "PERCENT", bands=True),
    Option("max-uncovered", Kind.COUNT, "fail if more lines than this never ran", "LINES", bands=True),
)

OPTIONS: tuple[Option, ...] = (
    *_BOUNDS,
    Option("exclude", Kind.TEXTS, "leave out files that match, such as 'src/generated/**'", "GLOB"),
    Option("path-map", Kind.TEXTS, "read the path prefix FROM in reports as TO in the repository", "FROM=TO"),
    Option("ignore-totals", Kind.FLAG, "judge by the records even where the report's own totals contradict them"),
    Option(
        "groups",
        Kind.TABLES,
        "conditions on parts of the code; a file belongs to the first group that matches",
        keys=(
            Option("name", Kind.TEXT, "what the group is called in the verdict", "NAME", required=True),
            Option("paths", Kind.TEXTS, "the files that belong to it", "GLOB", required=True),
            *_BOUNDS,
        ),
    ),
)
