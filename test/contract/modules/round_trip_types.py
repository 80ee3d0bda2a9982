"""The types of cases/round-trip.json."""

import dataclasses
import datetime
import decimal
import enum
import ipaddress
import pathlib
import uuid
from typing import Annotated, Any, Generic, Literal, NamedTuple, Optional, TypeVar, Union

import dspy
import pydantic
from pydantic import AliasChoices, AliasPath, BaseModel, ConfigDict, Field, RootModel, computed_field
from pydantic.alias_generators import to_camel
from typing_extensions import TypedDict


class Colour(enum.Enum):
    RED = "red"
    BLUE = "blue"


class Level(enum.IntEnum):
    LOW = 1
    HIGH = 2


class Word(str, enum.Enum):
    YES = "yes"
    NULL = "null"


class Auto(enum.Enum):
    ONE = enum.auto()
    TWO = enum.auto()


class Mixed(enum.Enum):
    TEXT = "1"
    NUMBER = 1
    NOTHING = None


class Ratio(float, enum.Enum):
    HALF = 0.5


class Ticket(BaseModel):
    title: str
    tags: list[str] = []


class Alias(BaseModel):
    family_name: str = Field(alias="familyName")


class Generated(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel)
    due_date: datetime.date
    line_items: list[Alias]


class Chosen(BaseModel):
    name: str = Field(validation_alias=AliasChoices("fullName", "n"))


class ByPath(BaseModel):
    first: str = Field(validation_alias=AliasPath("names", 0))


class Either(BaseModel):
    model_config = ConfigDict(populate_by_name=True)
    family_name: str = Field(alias="familyName")


class Root(RootModel[list[str]]):
    pass


class RootOfModels(RootModel[dict[str, Alias]]):
    pass


class Computed(BaseModel):
    width: int
    height: int

    @computed_field
    @property
    def area(self) -> int:
        return self.width * self.height


class Closed(BaseModel):
    model_config = ConfigDict(extra="forbid")
    name: str

    @computed_field
    @property
    def initial(self) -> str:
        return self.name[:1]


class Open(BaseModel):
    model_config = ConfigDict(extra="allow")
    name: str


class Serialized(BaseModel):
    at: datetime.datetime

    @pydantic.field_serializer("at")
    def as_year(self, at: datetime.datetime) -> str:
        return f"the year {at.year}"


class Tree(BaseModel):
    name: str
    children: list["Tree"] = []


class Circle(BaseModel):
    kind: Literal["circle"]
    radius: float


class Square(BaseModel):
    kind: Literal["square"]
    side: float


Shape = Annotated[Union[Circle, Square], Field(discriminator="kind")]
Item = TypeVar("Item")


class Page(BaseModel, Generic[Item]):
    items: list[Item]


class Holds(BaseModel):
    anything: Any
    maybe: Optional[str] = None
    level: Level = Level.LOW


@dataclasses.dataclass
class Point:
    x: int
    y: int = 0


class Movie(TypedDict):
    title: str
    year: int


class Place(NamedTuple):
    name: str
    zip: int


class Secret(BaseModel):
    word: pydantic.SecretStr


class Must(BaseModel):
    """It holds another one of its kind, or a text."""

    inner: Union["Must", str]


class Strict(BaseModel):
    model_config = ConfigDict(strict=True)
    count: int
    name: str


class Booking(BaseModel):
    nights: Annotated[int, Field(ge=1, le=30)]
    until: datetime.datetime
    guests: Annotated[list[Alias], Field(min_length=1)]
    code: Annotated[str, Field(pattern=r"^[A-Z]{2}\d+$")]
    site: pydantic.HttpUrl


class Pictured(BaseModel):
    picture: dspy.Image


EmailLike = Annotated[str, Field(pattern=r"^\w+@\w+\.\w+$")]
Percent = Annotated[int, Field(ge=0, le=100)]


def annotation_of(text):
    """The type of a text of the table."""
    return eval(text, globals())
