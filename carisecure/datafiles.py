"""Reading data files strictly: YAML in, frozen dataclasses out, and every fault named by file, line and key.

Country packs, code lists and screening instruments are edited by people who are not programmers. A misspelt key must
not become a silently missing duty number, so an unknown key, a missing key, a key written twice, a value of the wrong
type and an empty text are all errors. The dataclass is the schema: its field names are the keys (`from_` is written
`from`), its annotations are the types, a field with a default may be left out. What spans several fields is checked in
`__post_init__`, which raises `ValueError`; the message is given the place of the mapping that it spoke about.

Validation libraries check types as well, but they are handed plain dictionaries and no longer know the line, and the
line is what the editor of a 700-line file needs.
"""

import types
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any, Literal, NoReturn, TypeVar, Union, get_args, get_origin, get_type_hints

import yaml

Shape = TypeVar("Shape")

_SCALARS: dict[type, tuple[str, str]] = {
    str: ("tag:yaml.org,2002:str", "a text (put quotes around it)"),
    int: ("tag:yaml.org,2002:int", "a whole number"),
    bool: ("tag:yaml.org,2002:bool", "true or false"),
    date: ("tag:yaml.org,2002:timestamp", "a date such as 2023-12-12"),
}
_NULL = "tag:yaml.org,2002:null"


class DataFileError(ValueError):
    """A data file does not say what its loader expects.

    `path` is the file, `line` counts from 1, `key` is the way to the value (`regions[3].code`).
    """

    def __init__(self, path: Path, line: int, key: str, message: str) -> None:
        self.path, self.line, self.key, self.message = path, line, key, message
        super().__init__(f"{path.parent.name}/{path.name}, line {line}, {key or 'the file'}: {message}")


def read(path: Path, shape: type[Shape]) -> Shape:
    """Read one YAML file as the dataclass `shape`. Raises `DataFileError`; nothing half-read is ever returned."""
    try:
        node = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    except FileNotFoundError:
        raise DataFileError(path, 1, "", "the file does not exist") from None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise DataFileError(path, line, "", f"not readable as YAML: {error.problem}") from error
    if node is None:
        raise DataFileError(path, 1, "", "the file is empty")
    result: Shape = _Reading(path).value(node, shape, "")
    return result


@cache
def _hints(shape: type) -> dict[str, Any]:
    return get_type_hints(shape)


class _Reading:
    """One pass over one file: remembers where it is, so that each refusal can say so."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.loader = yaml.SafeLoader("")

    def refuse(self, node: yaml.Node, key: str, message: str) -> NoReturn:
        raise DataFileError(self.path, node.start_mark.line + 1, key, message)

    def value(self, node: yaml.Node, expected: Any, key: str) -> Any:
        origin = get_origin(expected)
        if origin in (Union, types.UnionType):
            return self._optional(node, expected, key)
        if origin is Literal:
            return self._literal(node, expected, key)
        if origin is tuple:
            return self._sequence(node, get_args(expected)[0], key)
        if origin is Mapping or origin is dict:
            pairs = self._pairs(node, key)
            kind = get_args(expected)[1]
            return types.MappingProxyType({k: self.value(v, kind, f"{key}.{k}") for k, (_, v) in pairs.items()})
        if is_dataclass(expected) and isinstance(expected, type):
            return self._dataclass(node, expected, key)
        if isinstance(expected, type) and issubclass(expected, StrEnum):
            return self._enum(node, expected, key)
        return self._scalar(node, expected, key)

    def _optional(self, node: yaml.Node, expected: Any, key: str) -> Any:
        if node.tag == _NULL:
            if type(None) in get_args(expected):
                return None
            self.refuse(node, key, "must not be empty")
        (kind,) = [option for option in get_args(expected) if option is not type(None)]
        return self.value(node, kind, key)

    def _scalar(self, node: yaml.Node, expected: type, key: str) -> Any:
        tag, words = _SCALARS[expected]
        if not isinstance(node, yaml.ScalarNode) or node.tag != tag:
            self.refuse(node, key, f"must be {words}")
        try:
            found = self.loader.construct_object(node)
        except ValueError as error:
            self.refuse(node, key, f"must be {words}: {error}")
        if type(found) is not expected:
            self.refuse(node, key, f"must be {words}")
        if isinstance(found, str):
            found = found.strip()
            if not found:
                self.refuse(node, key, "must not be an empty text; write null if it is not known")
        return found

    def _one_of(self, node: yaml.Node, allowed: list[str], key: str) -> str:
        if not isinstance(node, yaml.ScalarNode) or node.value not in allowed:
            said = node.value if isinstance(node, yaml.ScalarNode) else "this"
            self.refuse(node, key, f"{said!r} is not one of: {', '.join(allowed)}")
        return str(node.value)

    def _literal(self, node: yaml.Node, expected: Any, key: str) -> str:
        return self._one_of(node, list(get_args(expected)), key)

    def _enum(self, node: yaml.Node, expected: type[StrEnum], key: str) -> StrEnum:
        return expected(self._one_of(node, [member.value for member in expected], key))

    def _sequence(self, node: yaml.Node, kind: Any, key: str) -> tuple[Any, ...]:
        if not isinstance(node, yaml.SequenceNode):
            self.refuse(node, key, "must be a list")
        return tuple(self.value(item, kind, f"{key}[{number}]") for number, item in enumerate(node.value, start=1))

    def _pairs(self, node: yaml.Node, key: str) -> dict[str, tuple[yaml.Node, yaml.Node]]:
        if not isinstance(node, yaml.MappingNode):
            self.refuse(node, key, "must be a set of keys and values")
        pairs: dict[str, tuple[yaml.Node, yaml.Node]] = {}
        for name, value in node.value:
            if not isinstance(name, yaml.ScalarNode):
                self.refuse(name, key, "a key must be a plain word")
            if name.value in pairs:
                self.refuse(name, f"{key}.{name.value}".lstrip("."), "this key stands here twice")
            pairs[name.value] = (name, value)
        return pairs

    def _dataclass(self, node: yaml.Node, shape: type, key: str) -> Any:
        pairs = self._pairs(node, key)
        known = {field.name.rstrip("_"): field for field in fields(shape) if field.init}
        for name, (name_node, _) in pairs.items():
            if name not in known:
                allowed = ", ".join(known)
                self.refuse(name_node, f"{key}.{name}".lstrip("."), f"unknown key; the keys here are: {allowed}")
        values: dict[str, Any] = {}
        for name, field in known.items():
            if name in pairs:
                values[field.name] = self.value(pairs[name][1], _hints(shape)[field.name], f"{key}.{name}".lstrip("."))
            elif field.default is MISSING and field.default_factory is MISSING:
                self.refuse(node, f"{key}.{name}".lstrip("."), "this key is missing")
        try:
            return shape(**values)
        except DataFileError:
            raise
        except ValueError as error:
            self.refuse(node, key, str(error))


def no_repeats(what: str, codes: list[str]) -> None:
    """For `__post_init__`: each code stands once. Raises `ValueError` naming those that do not."""
    twice = sorted({code for code in codes if codes.count(code) > 1})
    if twice:
        raise ValueError(f"{what} standing twice: {', '.join(twice)}")
