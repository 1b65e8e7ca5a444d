"""`Record`: an immutable value with named, typed fields.

A frozen dataclass with slots costs about one millisecond of start-up each,
because its methods are compiled when the class is made. A commit hook starts
hundreds of times a day and this house has some fifty such values, so they share
these generic methods instead; type checkers see them as frozen dataclasses.
"""

from typing import Any, ClassVar, Final, Self, dataclass_transform

_NONE: Final = object()


@dataclass_transform(frozen_default=True)
class Record:
    """Fields are the annotations; a value in the class body is the default."""

    __fields__: ClassVar[tuple[str, ...]] = ()
    __defaults__: ClassVar[dict[str, Any]] = {}  # in the order of the fields
    __needed__: ClassVar[tuple[str, ...]] = ()  # the fields without a default
    __least__: ClassVar[int] = 0  # so many values, by position, are all that is needed
    __needs__: ClassVar[frozenset[str]] = frozenset()  # the same, to be compared at once

    def __init_subclass__(cls) -> None:
        own = (
            name
            for name, kind in cls.__annotations__.items()
            if getattr(kind, "__origin__", kind) is not ClassVar and name not in cls.__fields__
        )
        cls.__fields__ = (*cls.__fields__, *own)
        cls.__defaults__ = {name: getattr(cls, name, _NONE) for name in cls.__fields__}
        cls.__needed__ = tuple(name for name, at in cls.__defaults__.items() if at is _NONE)
        cls.__needs__ = frozenset(cls.__needed__)
        places = [at for at, name in enumerate(cls.__fields__, 1) if name in cls.__needs__]
        cls.__least__ = max(places, default=0)
        # Type checkers know the positions already, as those of a dataclass.
        type.__setattr__(cls, "__match_args__", cls.__fields__)

    def __init__(self, *args: Any, **named: Any) -> None:
        # The usual ways without a loop over the fields: a run makes thousands of these.
        fields = self.__fields__
        values = self.__dict__
        if not named and len(args) == len(fields):
            values.update(zip(fields, args, strict=True))
            return
        values.update(self.__defaults__)
        if not named and self.__least__ <= len(args) < len(fields):
            values.update(zip(fields, args, strict=False))
            return
        if not args and self.__needs__ <= named.keys():
            values.update(named)
            if len(values) == len(fields):
                return
        self._fill(args, named)

    def _fill(self, args: tuple[Any, ...], named: dict[str, Any]) -> None:
        """The other ways, and what is wrong with a call."""
        fields, values = self.__fields__, self.__dict__
        if len(args) > len(fields):
            kind = type(self).__name__
            raise TypeError(f"{kind} takes {len(fields)} values, got {len(args)}")
        values.update(zip(fields, args, strict=False))
        values.update(named)
        given = fields[: len(args)]
        foreign = [name for name in named if name in given or name not in fields]
        if foreign:
            raise TypeError(f"{type(self).__name__} has no {', '.join(map(repr, foreign))}")
        for name in self.__needed__:
            if values[name] is _NONE:
                raise TypeError(f"{type(self).__name__} needs {name!r}")

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{type(self).__name__} is immutable: cannot set {name!r}")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"{type(self).__name__} is immutable: cannot delete {name!r}")

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and other.__dict__ == self.__dict__

    def __hash__(self) -> int:
        return hash((type(self), *self.__dict__.values()))

    def __repr__(self) -> str:
        inside = ", ".join(f"{name}={value!r}" for name, value in self.__dict__.items())
        return f"{type(self).__name__}({inside})"

    def but(self, **changes: Any) -> Self:
        """The same value with some fields changed."""
        return type(self)(**{**self.__dict__, **changes})
