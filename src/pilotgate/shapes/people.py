"""`people.yaml`: which references mean the same person."""

from typing import Annotated

from pilotgate.shapes.base import Listed, Shape, about
from pilotgate.shapes.types import Ref, Words


class Person(Shape):
    ref: Ref = about(
        "The reference by which the person is known.", "user:default/anna.k", required=True
    )
    aliases: Listed[Ref] | None = about(
        "Other references to the same person.", '[anna.k@acme.test, "@anna-k"]'
    )


class People(Shape):
    """Other names of the same persons, so that nobody can be two."""

    apiVersion: Annotated[  # noqa: N815  the name in the file
        str, Words({"ai-people/v1": "The first version."})
    ] = about("The version of this file's vocabulary.", "ai-people/v1", required=True)
    people: Listed[Person] = about("The people.", None, item_key="ref", default=())
