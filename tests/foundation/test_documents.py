"""Documents: what comes in, what is refused, what stays, and that nothing is left behind by a failure."""

import errno
import io
import os
import time
import zipfile

import pytest
from django.conf import settings as django_settings
from django.core.files.uploadhandler import SkipFile
from django.db import DatabaseError, transaction
from django.test import RequestFactory

from chengzhang.config.headers import refuse_oversized
from chengzhang.foundation.documents import keep, kinds, staging, store
from chengzhang.foundation.documents.models import Document, Version
from chengzhang.foundation.documents.staging import Staged, stage
from chengzhang.foundation.documents.uploads import StagingHandler
from chengzhang.foundation.refusal import Refusal

PDF = b"%PDF-1.7\n" + b"x" * 5000


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    settings.HOME = tmp_path
    return tmp_path / "files"


def files_left(root):
    return sorted(path for path in root.rglob("*") if path.is_file())


def archive(*members, macro=False):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        for member in members:
            file.writestr(member, "x")
    return buffer.getvalue()


DOCX = archive("[Content_Types].xml", "word/document.xml")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("建议书.pdf", PDF),
        ("建议书.PDF", PDF),
        ("申报书.docx", DOCX),
        ("概算.xlsx", archive("[Content_Types].xml", "xl/workbook.xml")),
        ("批复.ofd", archive("OFD.xml", "Doc_0/Document.xml")),
        ("旧表.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600),
        ("照片.jpg", b"\xff\xd8\xff\xe0" + b"\0" * 100),
        ("说明.txt", "政务信息化".encode("gb18030") * 3000),
        ("清单.csv", "名称,金额\n".encode() * 3000),
        ("源代码.zip", archive("main.py")),
    ],
)
def test_a_file_of_an_allowed_kind_comes_in(name, content):
    with stage([content[:100], content[100:]], name) as staged:
        assert (staged.size, len(staged.digest)) == (len(content), 64)
        assert staged.media_type == kinds.of_name(name).media_type


def test_the_digest_is_sm3():
    """The example of GB/T 32905-2016, annex A.2: sixteen times `abcd`."""
    with stage([b"abcd"] * 16, "a.txt") as staged:
        assert staged.digest == "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("病毒.exe", b"MZ\x90\0", "file_kind_not_allowed"),
        ("无扩展名", PDF, "file_kind_not_allowed"),
        (".pdf.exe", PDF, "file_kind_not_allowed"),
        ("页面.html", b"<script>", "file_kind_not_allowed"),
        ("假的.pdf", b"MZ\x90\0" + b"\0" * 5000, "file_kind_differs"),
        ("假的.docx", PDF, "file_kind_differs"),
        ("假的.docx", archive("[Content_Types].xml", "xl/workbook.xml"), "file_kind_differs"),
        ("断的.docx", DOCX[:60], "file_kind_differs"),
        ("带宏.docx", archive("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"), "file_kind_differs"),
        ("假的.txt", b"text\0binary", "file_kind_differs"),
        ("空的.pdf", b"", "file_empty"),
    ],
)
def test_a_lying_or_foreign_file_is_refused_and_leaves_nothing(name, content, code, own_files):
    with pytest.raises(Refusal) as refused:
        stage([content], name)
    assert refused.value.code == code
    assert refused.value.next_step
    assert files_left(own_files) == []


def test_a_path_in_the_name_is_dropped():
    with stage([PDF], "..\\..\\etc/..//建议书.pdf") as staged:
        assert staged.file_name == "建议书.pdf"


def test_an_announced_2_gb_file_is_refused_before_anything_is_written(own_files):
    def never():
        raise AssertionError("the body was read")
        yield b""

    with pytest.raises(Refusal) as refused:
        stage(never(), "大.zip", announced=2 * 1024**3)
    assert refused.value.code == "file_too_large"
    assert "2,048MB" in refused.value.say
    assert "200MB" in refused.value.say
    assert not own_files.exists()


def test_a_file_that_grows_over_the_limit_is_stopped_and_removed(settings, own_files):
    settings.UPLOAD_LIMIT_BYTES = 10_000
    taken = []

    def endless():
        while True:
            taken.append(1)
            yield PDF

    with pytest.raises(Refusal, match="超过单个文件"):
        stage(endless(), "大.pdf")
    assert len(taken) == 2
    assert files_left(own_files) == []


@pytest.mark.parametrize("error", [OSError(errno.EPIPE, "gone"), KeyboardInterrupt(), ValueError("cut")])
def test_an_interrupted_upload_leaves_nothing(error, own_files):
    def broken():
        yield PDF
        raise error

    with pytest.raises(type(error)):
        stage(broken(), "建议书.pdf")
    assert files_left(own_files) == []


def test_a_full_disk_is_said_and_leaves_nothing(own_files, monkeypatch):
    """/dev/full takes an open and refuses every byte, as a full disk does."""
    if not os.path.exists("/dev/full"):
        pytest.skip("this system has no /dev/full")
    opened = os.open
    monkeypatch.setattr(
        staging.os, "open", lambda path, *rest: (opened(path, *rest), opened("/dev/full", os.O_RDWR))[1]
    )
    for content in (PDF, b"%PDF-" + b"x" * 10_000_000):
        with pytest.raises(Refusal) as refused:
            stage([content], "建议书.pdf")
        assert refused.value.code == "disk_full"
        assert "存储空间已满" in refused.value.say
        assert files_left(own_files) == []


@pytest.mark.django_db
def test_a_document_is_kept_replaced_read_and_checked(office, set_clock, own_files):
    first = keep.add(stage([PDF], "建议书.pdf"), office["handler"], project_id=31, paper="proposal")
    second = keep.replace(first.document_id, stage([PDF, b"more"], "建议书改.pdf"), office["handler"])
    assert (second.number, keep.last_version(first.document_id).pk) == (2, second.pk)
    assert b"".join(keep.content(second)) == PDF + b"more"
    assert keep.intact(first)
    assert keep.intact(second)
    assert (first.uploaded_by_id, first.document.organisation_id) == (office["handler"].person_id, office["unit"])
    assert [one.title for one in keep.of_project(31)] == ["建议书.pdf"]
    assert oct(store.path_of(first.digest).stat().st_mode)[-3:] == "600"


@pytest.mark.django_db
def test_the_same_content_lies_on_disk_once(own_files):
    for _ in range(3):
        keep.add(stage([PDF], "建议书.pdf"), None)
    assert (Version.objects.count(), len(files_left(own_files))) == (3, 1)


@pytest.mark.django_db
def test_changed_or_lost_bytes_are_noticed():
    version = keep.add(stage([PDF], "建议书.pdf"), None)
    path = store.path_of(version.digest)
    path.write_bytes(PDF[:-1] + b"y")
    assert not keep.intact(version)
    path.unlink()
    assert not keep.intact(version)
    with pytest.raises(Refusal, match="找不到"):
        next(keep.content(version))


@pytest.mark.django_db
def test_a_frozen_document_refuses_every_change():
    version = keep.add(stage([PDF], "建议书.pdf"), None)
    other = keep.add(stage([PDF], "方案.pdf"), None)
    assert keep.freeze([version.document_id]) == {version.document_id: version.digest}
    frozen_at = Document.objects.get(id=version.document_id).frozen_at
    assert keep.freeze([version.document_id]) == {version.document_id: version.digest}, "freezing twice is harmless"
    assert Document.objects.get(id=version.document_id).frozen_at == frozen_at
    for change in (
        lambda: keep.replace(version.document_id, stage([PDF], "新.pdf"), None),
        lambda: keep.remove(version.document_id),
    ):
        with pytest.raises(Refusal) as refused:
            change()
        assert refused.value.code == "document_frozen"
    by_force = (
        lambda: Document.objects.filter(id=version.document_id).update(title="改名"),
        lambda: Document.objects.filter(id=version.document_id).update(frozen_at=None),
        lambda: Document.objects.filter(id=version.document_id)._raw_delete("default"),
        lambda: Version.objects.filter(id=version.pk).update(digest="0" * 64),
        lambda: Version.objects.filter(id=other.pk).update(document_id=version.document_id, number=2),
        lambda: Version.objects.filter(id=version.pk).delete(),
        lambda: Version.objects.create(
            document_id=version.document_id, number=9, size=1, uploaded_at=version.uploaded_at
        ),
    )
    for change in by_force:
        with pytest.raises(DatabaseError, match="frozen"), transaction.atomic():
            change()
    keep.remove(other.document_id)


@pytest.mark.django_db
def test_what_does_not_exist_is_refused_by_name():
    for ask in (keep.remove, keep.last_version, lambda one: keep.freeze([one])):
        with pytest.raises(Refusal) as refused:
            ask(4711)
        assert refused.value.code == "document_not_found"


@pytest.mark.django_db
def test_the_sweep_takes_what_is_old_and_unnamed_only(own_files):
    kept = keep.add(stage([PDF], "建议书.pdf"), None)
    gone = keep.add(stage([PDF, b"2"], "旧.pdf"), None)
    keep.remove(gone.document_id)
    young = stage([PDF, b"3"], "新.pdf")
    abandoned = Staged("断.pdf")
    two_days_ago = time.time() - 2 * 24 * 3600
    for path in (store.path_of(kept.digest), store.path_of(gone.digest), abandoned.path):
        os.utime(path, (two_days_ago, two_days_ago))
    assert keep.sweep() == 2
    assert files_left(own_files) == sorted([store.path_of(kept.digest), young.path])


def test_a_digest_is_never_a_path():
    for evil in ("../../etc/passwd", "0" * 63 + "/", ""):
        with pytest.raises(ValueError, match="not a digest"):
            store.path_of(evil)


def post(files, settings=django_settings):
    request = RequestFactory().post("/upload", data=files)
    request.upload_handlers = [StagingHandler(request)]
    return request


def form_file(name, content):
    file = io.BytesIO(content)
    file.name = name
    return file


def test_a_form_keeps_its_fields_and_each_file_its_own_fate(own_files):
    request = post(
        {"title": "雪亮工程", "good": form_file("建议书.pdf", PDF * 30), "bad": form_file("假的.pdf", b"MZ" * 90_000)}
    )
    assert request.POST["title"] == "雪亮工程"
    good, bad = request.FILES["good"], request.FILES["bad"]
    assert (good.take().size, good.size) == (len(PDF * 30),) * 2
    with pytest.raises(Refusal) as refused:
        bad.take()
    assert refused.value.code == "file_kind_differs"
    assert len(files_left(own_files)) == 1
    request.close()
    assert files_left(own_files) == [], "what the view did not keep goes with the request"


def test_the_handler_forgets_an_upload_that_breaks_off(own_files):
    handler = StagingHandler(None)
    handler.new_file("file", "建议书.pdf", "application/pdf", None)
    handler.receive_data_chunk(PDF, 0)
    assert len(files_left(own_files)) == 1
    handler.upload_interrupted()
    assert files_left(own_files) == []
    with pytest.raises(SkipFile):
        handler.new_file("file", "", "", 0)


def test_the_door_refuses_an_oversized_request_unread():
    class Untouchable:
        def read(self, *_):
            raise AssertionError("the body was read")

    for length, status in ((2 * 1024**3, 413), ("many", 400)):
        request = RequestFactory().generic("POST", "/upload")
        request.META.update({"CONTENT_LENGTH": length, "wsgi.input": Untouchable()})
        response = refuse_oversized(lambda _: None)(request)
        assert response.status_code == status
    assert "请求长度" in response.content.decode()
