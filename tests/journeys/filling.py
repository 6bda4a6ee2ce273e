"""Fills in a form the way a person does who has no opinion: the first choice, a sentence, a hundred, year's end."""

from typing import Any

PDF = {"name": "方案.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4\n%%EOF\n"}


def fill(page: Any, **given: str) -> None:
    """Fill what is empty, then what is `given` (double underscore for a dot), then every file."""
    for select in page.locator('#act select[name^="f."]').all():
        if not select.input_value() and select.get_attribute("name").count(".") == 1:
            values = [option.get_attribute("value") for option in select.locator("option").all()]
            select.select_option(next(value for value in values if value))
    ticked = set()
    for control in page.locator('#act input[name^="f."], #act textarea[name^="f."]').all():
        name, kind = control.get_attribute("name"), control.get_attribute("type") or ""
        if kind in ("radio", "checkbox"):
            if name not in ticked and not page.locator(f'#act input[name="{name}"]:checked').count():
                control.check()
            ticked.add(name)
        elif kind != "file" and not control.input_value() and (name.count(".") == 1 or ".1." in name):
            number = "num" in (control.get_attribute("class") or "").split()
            control.fill("2026-12-31" if kind == "date" else "100" if number else "按方案填写")
    for name, value in given.items():
        answer(page, name.replace("__", "."), value)
    for upload in page.locator("#act input[type=file]").all():
        upload.set_input_files(PDF)


def answer(page: Any, field: str, value: str) -> None:
    control = page.locator(f'#act [name="f.{field}"]')
    if control.first.get_attribute("type") == "radio":
        page.check(f'#act [name="f.{field}"][value="{value}"]')
    elif control.evaluate("e => e.tagName") == "SELECT":
        control.select_option(value)
    else:
        control.fill(value)


def register(page: Any, title: str = "水资源取用水监管平台") -> str:
    """Begin a project; its code."""
    page.goto("/do/project.register")
    fill(page, title=title, secrecy="plain", supply_mode="invested", local_budget_funds="620")
    send(page)
    return page.locator(".cz-sub .num").nth(1).inner_text()


def declare(page: Any, code: str) -> None:
    """From the plan of a project to its submitted declaration."""
    page.goto(f"/projects/{code}/do/declaration.draft")
    fill(page, total_estimate="620", crosses_levels="no")
    send(page)
    page.goto(f"/projects/{code}/do/declaration.submit")
    fill(page, total_estimate="620", local_budget_funds="620", cost_lines__1__sum="620")
    send(page)


def send(page: Any) -> None:
    page.locator(".form-end button[value=send]").click()
