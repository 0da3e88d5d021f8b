"""Files that people choose: what is understood, and what is refused before anything is written."""

import pytest

from platform_app.core.csv_cells import guard, unguard
from platform_app.core.errors import InvalidInput
from platform_app.services.imports import ImportChoices, inspect
from platform_app.services.imports.repeats import FirstLines

PORTUGAL = ImportChoices(default_region="PT")
ANA = "+351912345678"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "is empty"),
        (b"\n\n  \n", "is empty"),
        (b"phone,name\n", "no rows"),
        (b"phone,name\n,\n,\n", "no rows"),
        (b"name,city\nAna,Lisbon\n", "No column holds phone numbers; the file has: name, city"),
        (b"day,name\n2024-01-15,Ana\n", "No column holds phone numbers"),
        ((",".join(f"c{n}" for n in range(300)) + "\n1\n").encode(), "300 columns"),
        (b"+351912345678,Ana\n", "Line 1 holds a phone number where the names"),
        (b'phone,name\n+351912345678,"Ana\n+351912345679,Bob\n', "line 2 do not match"),
        (b'phone,name\n1,A\n+351912345678,"Ana\n+351912345679,"Bob\n', "line 3 do not match"),
        (b'phone,name,x\n1,"A,1\n+351912345679,Bob,2\n3,Cy",3\n', "line 2 do not match"),
        (b'name,phone\n"A,1\nBob,+351912345679\nCy",3\n', "line 2 do not match"),
        (b'phone\n"' + b"9" * 140_000 + b'"\n', "line 2 do not match"),
        (b"phone,name\n1,A\n2,B\0b\n", "Line 3 holds a NUL"),
        (b"phone\n\x81\x8d\n", "not readable as text"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\x81\x8d", "no text but a file of another kind"),
        (b"PK\x03\x04 and so on", "Excel workbook"),
        (b"%PDF-1.7", "no text but a file of another kind"),
        (b"phone\n" + b"9" * 4_000_001, "Line 2 does not end"),
        (b"phone\n" + b"9\n" * 1_000_001, "more than 1,000,000 rows"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_file_is_refused_with_its_reason(tmp_path, content, reason):
    file = tmp_path / "people.csv"
    file.write_bytes(content)
    with pytest.raises(InvalidInput, match=reason):
        inspect(file, "people.csv")


@pytest.mark.parametrize(
    ("content", "encoding", "delimiter"),
    [
        ("phone,name\n+351912345678,José\n".encode(), "utf-8-sig", ","),
        ("phone;name\r\n+351912345678;José\r\n".encode("utf-8-sig"), "utf-8-sig", ";"),
        ("phone\tname\n+351912345678\tJosé\n".encode("utf-16"), "utf-16", "\t"),
        ("phone|name\n+351912345678|José\n".encode("utf-16-le"), "utf-16-le", "|"),
        ("phone;name\n+351912345678;José\n".encode("utf-16-be"), "utf-16-be", ";"),
        ("phone,name\r+351912345678,José\r".encode("cp1252"), "cp1252", ","),
        ("sep=;\r\nphone;name\r\n+351912345678;José\r\n".encode(), "utf-8-sig", ";"),
        ('"phone";"name"\n"+351912345678";"José"'.encode(), "utf-8-sig", ";"),
    ],
)
def test_file_is_understood_however_it_was_saved(content, encoding, delimiter):
    seen = inspect(content, "people.csv")
    assert (seen.encoding, seen.delimiter, seen.rows_total) == (encoding, delimiter, 1)
    assert [(row.phone, row.name) for row in seen.rows] == [(ANA, "José")]


def test_chosen_encoding_replaces_the_guess():
    content = "phone,name\n+351912345678,Анна\n".encode("cp1251")
    assert inspect(content, "p.csv").rows[0].name != "Анна"
    assert inspect(content, "p.csv", ImportChoices(encoding="cp1251")).rows[0].name == "Анна"


@pytest.mark.parametrize(
    ("header", "row", "phone", "names"),
    [
        ("id,name,phone", "1,Ana,+351912345678", "phone", ["name"]),
        ("Telemóvel,Nome", "912345678,Ana", "Telemóvel", ["Nome"]),
        ("phone,mobile", ",912345678", "mobile", []),
        ("First name,Last name,Phone", "Ana,Silva,912345678", "Phone", ["First name", "Last name"]),
        ("name,first name,phone", "Ana Silva,Ana,912345678", "phone", ["name"]),
        ("born,reach", "2001-02-03,912 345 678", "reach", []),
    ],
)
def test_columns_are_guessed(header, row, phone, names):
    mapping = inspect(f"{header}\n{row}\n".encode(), "p.csv", PORTUGAL).mapping
    assert [name for name, target in mapping.items() if target == "phone"] == [phone]
    assert [name for name, target in mapping.items() if target == "name"] == names


def test_every_column_gets_a_key_of_its_own():
    seen = inspect(b"phone,City,city,,\n+351912345678,a,b,c,d\n", "p.csv")
    assert seen.rows[0].attributes == "city: a · city_2: b · column_4: c · column_5: d"


@pytest.mark.parametrize("targets", [("ignore", "name"), ("phone", "phone"), ("phone", "secret")])
def test_mapping_needs_exactly_one_phone(targets):
    choices = ImportChoices(mapping=dict(zip(("phone", "name"), targets, strict=True)))
    with pytest.raises(InvalidInput):
        inspect(b"phone,name\n+351912345678,Ana\n", "p.csv", choices)


def test_preview_shows_rows_as_they_would_be_taken():
    rows = "\n".join(["912345678,Ana", "12,Bob", "912345679,Cy", ",Di", "912345670,Eve", "x,Fay"])
    seen = inspect(f"phone,name\n{rows}\n".encode(), "p.csv", PORTUGAL)
    assert [(row.line, row.phone) for row in seen.rows][:2] == [(2, ANA), (3, "12")]
    assert "too short" in seen.rows[1].problem
    assert (len(seen.rows), seen.rows_tried, seen.rows_refused) == (5, 6, 3)


def test_address_over_two_lines_is_one_row():
    seen = inspect(b'phone,address\n+351912345678,"Rua 1\nLisboa"\n+351912345679,x\n', "p.csv")
    assert [(row.line, row.attributes) for row in seen.rows] == [
        (2, "address: Rua 1 Lisboa"),
        (4, "address: x"),
    ]


@pytest.mark.parametrize(
    "text", ["=1+1", "+351", "-1", "@x", " =1", "＝1", "\t=1", "Ana", "'=1", "''-1", "O'Neil", ""]
)
def test_guarded_cells_come_back_as_they_were(text):
    assert unguard(guard(text)) == text
    assert not guard(text).lstrip().startswith(("=", "+", "-", "@", "＝"))


def test_repeated_numbers_are_found_however_many_there_are():
    lines = FirstLines(expected=1)
    phones = [f"+{351_912_000_000 + 7 * number}" for number in range(5_000)]
    assert [lines.note(phone, line) for line, phone in enumerate(phones, 2)] == [*range(2, 5_002)]
    assert [lines.note(phone, 9_999) for phone in phones] == [*range(2, 5_002)]


def test_unsure_guesses_are_told():
    assert not inspect(
        "phone,name\n+351912345678,João\n".encode("cp1252"), "a.csv"
    ).is_encoding_sure
    assert inspect(b"phone,name\n+351912345678,Ana\n", "a.csv").is_delimiter_sure
    both = b"phone,name;city\n+351912345678,Ana;Porto\n"
    assert not inspect(both, "a.csv").is_delimiter_sure
    assert inspect(
        both,
        "a.csv",
        ImportChoices(delimiter=";", mapping={"phone,name": "phone", "city": "ignore"}),
    ).is_delimiter_sure
