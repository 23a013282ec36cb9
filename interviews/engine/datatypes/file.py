"""Files that a person gives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from interviews.engine.context import Context
from interviews.engine.datatypes.single import refuse
from interviews.engine.objects.files import DAFile, DAFileList, KeptFile
from interviews.engine.registry import FieldSpec, datatype

_ACCEPTS = {
    "camera": "image/*", "user": "image/*", "environment": "image/*", "camcorder": "video/*",
    "microphone": "audio/*",
}  # fmt: skip
_CAMERAS = {"user", "environment"}  # which way it looks


def _is_accepted(kept: KeptFile, accepted: str) -> bool:
    """Say whether a file is one of those that `accept` lists, as HTML has it."""
    wanted = [each.strip().lower() for each in accepted.split(",") if each.strip()]
    return not wanted or any(
        kept.filename.lower().endswith(each)
        if each.startswith(".")
        else kept.mimetype.startswith(each.removesuffix("*"))
        for each in wanted
    )


FILES = ("file", "files", "camera", "user", "environment", "camcorder", "microphone")


@datatype(*FILES)
class Files:
    """A list of files. Whoever keeps them hands them over; what a form posts is not read."""

    def parse(self, posted: Sequence[str | KeptFile], field: FieldSpec, context: Context) -> Any:
        """Return the list. Raises ValueRefused if a file is wanted, or another kind of file."""
        given = [each for each in posted if isinstance(each, KeptFile)]
        if not given:
            if field.required:
                raise refuse(field, "required", "You must provide a file.", code="file")
            return None
        made = DAFileList(field.name)
        made.attributes = {"auto_gather": False, "gathered": True, "ask_number": False}
        accepted = self.attributes(field, context).get("accept", "")
        for kept in given if field.datatype == "files" else given[:1]:
            if not _is_accepted(kept, accepted):
                said = "Please upload a file with a valid file format."
                raise refuse(field, "accept", f"{said} This one is of another: {kept.filename}")
            one = DAFile(made.element_name(len(made.elements)))
            one.refer(kept)
            made.elements.append(one)
        return made

    def show(self, value: Any, field: FieldSpec, context: Context) -> tuple[str, ...]:
        """Return the keys of the files that were given before."""
        elements = value.elements if isinstance(value, DAFileList) else [value]
        return tuple(each.key for each in elements if isinstance(each, DAFile) and each.key)

    def attributes(self, field: FieldSpec, context: Context) -> Mapping[str, str]:
        """Return which files may be chosen, and whether several."""
        made = {"multiple": "multiple"} if field.datatype == "files" else {}
        accept = field.attributes.get("accept") or _ACCEPTS.get(field.datatype)
        return (
            made
            | ({"accept": str(accept)} if accept else {})
            | ({"capture": field.datatype} if field.datatype in _CAMERAS else {})
        )
