"""What is taken as evidence, what is made of it, and the sentence for what is not."""

import io

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils import translation
from PIL import Image

from targets.evidence.field import EvidenceField
from targets.evidence.files import checked, safe_name
from targets.evidence.kinds import LARGEST_FILE, Kind, Refused
from tests.targets.evidence_samples import GPS, PDF, archive, claiming, office, picture, sent

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


BAD = {
    "空.jpg": (b"", "empty"),
    "无图.svg": (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "SVG"),
    "图.png": (b"<!DOCTYPE html><script>alert(1)</script>", "Web pages"),
    "xml.svg": (b"\xef\xbb\xbf<?xml version='1.0'?><svg/>", "SVG"),
    "表.exe": (b"MZ\x90\0" + b"\0" * 200, "Programs"),
    "脚本.jpg": (b"#!/bin/sh\nrm -rf /", "Programs"),
    "手机.heic": (b"\0\0\0\x18ftypheic" + b"\0" * 50, "HEIC"),
    "录像.mp4": (b"\0\0\0\x18ftypisom" + b"\0" * 50, "Films"),
    "包.rar": (b"Rar!\x1a\x07\0", "Archives"),
    "包.zip": (archive(), "Archives"),
    "头.docx": (b"PK\x03\x04", "damaged"),
    "字.txt": ("今年实现新植金银花".encode(), "Files of this kind"),
    "图.gif": (b"GIF89a" + b"\0" * 50, "Files of this kind"),
    "断.jpg": (picture()[:400], "damaged"),
    "断.png": (picture("PNG")[:60], "damaged"),
    "大.png": (claiming(50_000, 50_000), "too many pixels"),
    "长.png": (claiming(50_000, 10), "too many pixels"),
    "多.png": (claiming(11_000, 11_000), "too many pixels"),
    "断.pdf": (PDF[:-8], "incomplete"),
    "双.pdf": (PDF + archive(), "incomplete"),
    "网.pdf": (PDF + b"<script>alert(1)</script>", "incomplete"),
    "程.pdf": (
        PDF.replace(b"/Type", b"/OpenAction<</S/JavaScript/JS(app.alert(1))>>/Type"),
        "holds a program",
    ),
    "前.pdf": (b"<html><script>" + PDF, "Web pages"),
    "断.docx": (office()[:-10], "damaged"),
    "尾.docx": (office() + b"<script>", "damaged"),
    "注.docx": (office(comment=b"<script>"), "damaged"),
    "路.docx": (office("word/document.xml", "../../etc/passwd"), "damaged"),
    "宏.xlsx": (office("xl/workbook.xml", "xl/vbaProject.bin"), "macros"),
    "弹.xlsx": (office("xl/workbook.xml", size=60 * 2**20), "unpacks"),
    "断.doc": (OLE, "damaged"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_gets_its_sentence(name):
    content, words = BAD[name]
    with translation.override("en"), pytest.raises(Refused) as refused:
        checked(sent(content, name))
    assert words in refused.value.sentence


def test_a_file_is_taken_up_to_its_size():
    huge = ContentFile(PDF, name="大.pdf")
    huge.size = 100 * 2**20
    with translation.override("en"), pytest.raises(Refused, match="20 MB"):
        checked(huge)
    full = PDF[:-6] + b"%" * (LARGEST_FILE - len(PDF)) + PDF[-6:]
    assert checked(sent(full, "满.pdf")).kind is Kind.PDF


@pytest.mark.parametrize(
    ("content", "name", "kind", "stored_as"),
    [
        (picture(), "IMG_1.JPG", Kind.JPEG, "IMG_1.jpg"),
        (picture("PNG"), "截图.png", Kind.PNG, "截图.png"),
        (picture("WEBP"), "图.webp", Kind.WEBP, "图.webp"),
        (PDF, "验收单.pdf", Kind.PDF, "验收单.pdf"),
        (PDF, "验收单.jpg", Kind.PDF, "验收单.jpg.pdf"),
        (office(), "总结.docx", Kind.DOCX, "总结.docx"),
        (office("xl/workbook.xml", size=20 * 2**20), "台账.xlsx", Kind.XLSX, "台账.xlsx"),
        (office("ppt/presentation.xml"), "汇报.pptx", Kind.PPTX, "汇报.pptx"),
    ],
)
def test_a_good_file_is_told_by_its_content(content, name, kind, stored_as):
    taken = checked(sent(content, name))
    assert (taken.kind, taken.name, bool(taken.thumbnail)) == (kind, stored_as, kind.is_picture)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\报表\\九月.PDF", "九月.pdf"),
        ("账单\u202efdp.exe", "账单fdp.exe.pdf"),
        ("a\x00b\r\nc.pdf", "ab c.pdf"),
        ("...", "未命名.pdf"),
        ("长" * 300 + ".pdf", "长" * 96 + ".pdf"),
        ('<"|?*>.pdf', "______.pdf"),
    ],
)
def test_a_name_is_made_harmless(given, kept):
    assert safe_name(given, Kind.PDF) == kept


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photo_loses_its_place_and_what_was_appended(kind):
    content = picture(kind, place=True) + b"<script>alert(1)</script>"
    assert GPS in Image.open(io.BytesIO(content)).getexif()
    stored = checked(sent(content)).content.read()
    again = Image.open(io.BytesIO(stored))
    assert not again.getexif()
    assert not {"exif", "comment", "xmp"} & set(again.info)
    assert b"secret" not in stored
    assert b"<script" not in stored


def test_a_photo_is_turned_upright_and_scaled_down():
    taken = checked(sent(picture(size=(4000, 3000), turned=True)))
    assert Image.open(taken.content).size == (1920, 2560)
    assert Image.open(io.BytesIO(taken.thumbnail)).size == (240, 320)


def test_a_field_names_each_file_it_refuses():
    field = EvidenceField()
    assert field.clean([]) == field.clean(None) == []
    assert len(field.clean([sent(PDF), sent(picture())])) == 2
    with translation.override("en"), pytest.raises(ValidationError) as refusal:
        field.clean([sent(PDF), sent(b"MZ", "a.exe"), sent(b"GIF89a", "b.gif")])
    assert [sentence.split(":")[0] for sentence in refusal.value.messages] == ["a.exe", "b.gif"]
    with translation.override("en"), pytest.raises(ValidationError, match="11 files"):
        field.clean([sent(PDF)] * 11)


def test_a_telephone_s_photo_of_several_pictures_is_its_first():
    file = io.BytesIO()
    first, second = Image.new("RGB", (64, 48)), Image.new("RGB", (32, 24))
    first.save(file, "MPO", save_all=True, append_images=[second])
    taken = checked(sent(file.getvalue()))
    assert taken.kind is Kind.JPEG
    assert Image.open(io.BytesIO(taken.content.read())).size == (64, 48)
