"""Zips as people, programs and attackers make them: each from the files of an export, with something done to them."""

import hashlib
import io
import json
import stat
import struct
import warnings
import zipfile

Files = dict[str, bytes]
YAML = "rubrics/first_call.yaml"
GOLDEN = "golden_pitches/first_call/golden.md"
OGG = "golden_pitches/first_call/near_miss.ogg"


def listed(files: Files, **changes: object) -> Files:
    """The files with a manifest that says truly what they are."""
    rest = {name: content for name, content in files.items() if name != "manifest.json"}
    entries = [{"path": n, "bytes": len(c), "sha256": hashlib.sha256(c).hexdigest()} for n, c in rest.items()]
    manifest = json.loads(files["manifest.json"]) | {"files": entries} | changes
    return {"manifest.json": json.dumps(manifest).encode(), **rest}


def packed(files: Files, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as parcel:
        for name, content in files.items():
            parcel.writestr(name, content)
    return out.getvalue()


def swapped(files: Files, name: str, old: str, new: str) -> Files:
    text = files[name].decode()
    assert old in text
    return listed(files | {name: text.replace(old, new, 1).encode()})


def with_entry(files: Files, name: str, content: bytes = b"x", mode: int = stat.S_IFREG | 0o644) -> bytes:
    """One more file under a name that nothing checks, or of another kind."""
    out = io.BytesIO(packed(files))
    with zipfile.ZipFile(out, "a") as parcel:
        entry = zipfile.ZipInfo("placeholder")
        entry.filename = name
        entry.external_attr = mode << 16
        with warnings.catch_warnings(action="ignore"):  # of a name that is there twice
            parcel.writestr(entry, content)
    return out.getvalue()


def encrypted(files: Files) -> bytes:
    """As locked with a password: the bit is set in each of both places."""
    content = bytearray(packed(files))
    for sign, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = content.find(sign)
        content[place + at] |= 1
    return bytes(content)


def claiming(files: Files, name: str, size: int) -> bytes:
    """A file whose zip says another size than it has."""
    content = bytearray(packed(files))
    place = content.find(b"PK\x01\x02")
    while content[place + 46 : place + 46 + len(name)] != name.encode():
        place = content.find(b"PK\x01\x02", place + 4)
    content[place + 24 : place + 28] = struct.pack("<I", size)
    return bytes(content)


def bomb(files: Files) -> bytes:
    """A hundred million zeros that fit into a hundred thousand bytes, and say so."""
    out = io.BytesIO(packed(files))
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as parcel, parcel.open("rubrics/bomb.yaml", "w") as entry:
        for _ in range(1000):
            entry.write(bytes(100_000))
    return out.getvalue()


def sly_bomb(files: Files) -> bytes:
    """The same, but the table of contents says that it is small."""
    name = "golden_pitches/first_call/near_miss.ogg"
    return claiming(files | {name: bytes(30_000_000)}, name, 1_000)


def overlapping(files: Files) -> bytes:
    """Two names whose content is the same bytes of the zip: what many a bomb is made of."""
    content = bytearray(packed(files, zipfile.ZIP_STORED))
    places = [at for at in range(len(content)) if content[at : at + 4] == b"PK\x01\x02"]
    content[places[2] + 42 : places[2] + 46] = content[places[1] + 42 : places[1] + 46]
    return bytes(content)


def endless_table(files: Files) -> bytes:
    return packed({**files, **{f"rubrics/r{n}.yaml": b"" for n in range(2000)}})


def crowded(files: Files) -> bytes:
    return packed({**files, **{f"rubrics/r{n}.yaml": b"" for n in range(20)}})
