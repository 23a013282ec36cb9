"""Objects that an author wrote down in a file of the package, as YAML or JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import yaml

from interviews.engine.context import Context
from interviews.engine.objects.base import DAObject
from interviews.engine.objects.classes import ClassValue
from interviews.engine.objects.dicts import DADict
from interviews.engine.objects.links import MEDIA, DAContext
from interviews.engine.objects.lists import DAList
from interviews.engine.registry import classes, did_you_mean, function
from interviews.engine.values import Refused

_LARGEST = 1_000_000  # bytes
_MOST_ALIASES = 100


def read_data(context: Context, reference: str) -> Any:
    """Return the plain data of a file. Raises Refused if there is none or it is unreadable."""
    try:
        content = context.read_file(reference)
    except FileNotFoundError as error:
        raise Refused("A file of data that the interview names is not in its package.") from error
    if len(content) > _LARGEST:
        raise Refused("A file of data is larger than 1 MB.")
    context.budget.text(len(content))
    try:
        text = content.decode("utf-8")
        if reference.endswith(".json"):
            return json.loads(text)
        if sum(isinstance(event, yaml.AliasEvent) for event in yaml.parse(text)) > _MOST_ALIASES:
            raise Refused("A file of data refers to its own parts too often.")
        return yaml.safe_load(text)
    except (ValueError, yaml.YAMLError, RecursionError) as error:
        raise Refused("A file of data is no YAML and no JSON.") from error


@function("objects_from_file")
def objects_from_file(context: Context, reference: str, *, name: str = "", **wishes: Any) -> Any:
    """Return what a file of the package's sources holds, with its objects made."""
    return make_objects(context, read_data(context, reference), name, **wishes)


def make_objects(
    context: Context, data: Any, name: str, *, recursive: bool = True, **wishes: bool
) -> Any:
    """Return data with an object for all that says `object:`; with `use_objects`, for all lists.

    What is not `gathered` asks whether there is more; without `recursive` what lies deeper stays
    plain data.
    """
    return _Maker(context, recursive=recursive, **wishes).top(data, name)


def _says_object(data: Any) -> bool:
    return isinstance(data, Mapping) and "object" in data and ("items" in data or "item" in data)


class _Maker:
    """Makes objects of what says `object:`, and with `use_objects` of all lists as well."""

    def __init__(
        self,
        context: Context,
        *,
        recursive: bool,
        use_objects: bool = False,
        gathered: bool = True,
    ) -> None:
        self._context = context
        self._recursive = recursive
        self._use_objects = use_objects
        self._state = {"auto_gather": False, "gathered": True} if gathered else {}

    def top(self, data: Any, name: str) -> Any:
        """Return the value that all of the data stand for."""
        if _says_object(data):
            return self._objects(data, name)
        return self.made(data, name)

    def made(self, data: Any, name: str) -> Any:
        """Return the value that the data stand for."""
        self._context.budget.charge()
        if not self._recursive:
            return data
        if _says_object(data):
            return self._objects(data, name)
        if isinstance(data, Mapping):
            return self._dictionary(data, name)
        if isinstance(data, list):
            return self._list(data, name)
        return data

    def _objects(self, data: Mapping[str, Any], name: str) -> Any:
        made_of = classes.get(str(data["object"]))
        if not isinstance(made_of, ClassValue):
            hint = did_you_mean(str(data["object"]), classes)
            raise Refused(f"A file of data names a class that is not there.{hint}")
        if "item" in data:
            return self._object(made_of, data["item"], name)
        if not isinstance(data["items"], list):
            raise Refused("A class in a file of data has a list of items.")
        listed = DAList(name)
        listed.attributes = {**self._state, "object_type": made_of}
        for index, each in enumerate(data["items"]):
            listed.elements.append(self._object(made_of, each, f"{name}[{index}]"))
        return listed

    def _object(self, made_of: ClassValue, fields: Any, name: str) -> DAObject:
        if not isinstance(fields, Mapping):
            raise Refused("An object in a file of data is written as a list of its attributes.")
        made = made_of.make(self._context, name)
        assert isinstance(made, DAObject)
        for key, each in fields.items():
            if key == "elements" and isinstance(made, DADict | DAList):
                self._fill(made, each, name)
            else:
                value = self.made(each, f"{name}.{key}")
                made.set_attribute(self._context, str(key), value)
        return made

    def _fill(self, group: DADict | DAList, data: Any, name: str) -> None:
        if not isinstance(data, Mapping | list):
            raise Refused("A group's elements are written as a list or by their keys.")
        group.attributes |= self._state
        pairs = data.items() if isinstance(data, Mapping) else enumerate(data)
        for key, each in pairs:
            group.set_item(self._context, key, self.made(each, f"{name}[{key!r}]"))

    def _dictionary(self, data: Mapping[Any, Any], name: str) -> Any:
        if not self._use_objects:
            return {key: self.made(each, f"{name}[{key!r}]") for key, each in data.items()}
        made = DAContext(name) if data and set(data) <= set(MEDIA) else DADict(name)
        self._fill(made, data, name)
        return made

    def _list(self, data: list[Any], name: str) -> Any:
        if not self._use_objects:
            return [self.made(each, f"{name}[{at}]") for at, each in enumerate(data)]
        made = DAList(name)
        self._fill(made, data, name)
        return made
