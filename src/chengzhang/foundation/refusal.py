"""The one shape of "no" in the foundation: a code, a Chinese sentence, the next step, and what it rests on."""


class Refusal(Exception):
    """Something asked for can't be done, for a reason a person can understand and mend.

    `code` is stable and for programs; `say` and `next_step` are Chinese sentences for the person; `cause` names the
    article or the setting that the refusal rests on (empty when the reason is in the sentence itself).
    """

    def __init__(self, code: str, say: str, next_step: str, cause: str = "") -> None:
        super().__init__(code, say, next_step, cause)
        self.code = code
        self.say = say
        self.next_step = next_step
        self.cause = cause

    def __str__(self) -> str:
        return f"{self.say}{self.next_step}"


_HTTP = {
    401: ("no_key",),
    403: ("not_yours", "not_administrator", "must_administer"),
    404: ("not_found", "unknown_action", "document_not_found", "file_lost", "pack_not_found"),
    409: ("stale", "no_rules", "no_release", "paper_frozen", "document_frozen", "pack_changed"),
    413: ("file_too_large",),
    507: ("disk_full", "disk_failed"),
}
_STATUS = {code: status for status, codes in _HTTP.items() for code in codes}


def http_status(code: str) -> int:
    """The HTTP status of a refusal, the same for pages and programs; 422 when nothing says otherwise."""
    return _STATUS.get(code, 422)
