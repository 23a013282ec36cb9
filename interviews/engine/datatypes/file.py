"""Files that a person gives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from interviews.engine.context import Context
from interviews.engine.datatypes.single import refuse
from interviews.engine.objects.files import DAFile, DAFileList
from interviews.engine.registry import FieldSpec, datatype

_ACCEPTS = {
    "camera": "image/*", "user": "image/*", "environment": "image/*", "camcorder": "video/*",
    "microphone": "audio/*",
}  # fmt: skip
_CAMERAS = {"user", "environment"}  # which way it looks


@datatype("file", "files", "camera", "user", "environment", "camcorder", "microphone")
class Files:
    """A list of files. What is posted are the keys under which the uploads were kept."""

    def parse(self, posted: Sequence[str], field: FieldSpec, context: Context) -> Any:
        """Return the list. Raises ValueRefused if a file is wanted and none was given."""
        keys = [key for key in posted if key]
        if not keys:
            if field.required:
                raise refuse(field, "required", "You need to choose a file.")
            return None
        made = DAFileList(field.name)
        made.attributes = {"auto_gather": False, "gathered": True, "ask_number": False}
        for key in keys if field.datatype == "files" else keys[:1]:
            one = DAFile(made.element_name(len(made.elements)))
            one.refer(key)
            made.elements.append(one)
        return made

    def show(self, value: Any, field: FieldSpec, context: Context) -> str:
        """Return nothing: a browser lets no page choose a file."""
        return ""

    def attributes(self, field: FieldSpec, context: Context) -> Mapping[str, str]:
        """Return which files may be chosen, and whether several."""
        made = {"multiple": "multiple"} if field.datatype == "files" else {}
        accept = field.attributes.get("accept") or _ACCEPTS.get(field.datatype)
        return (
            made
            | ({"accept": str(accept)} if accept else {})
            | ({"capture": field.datatype} if field.datatype in _CAMERAS else {})
        )
