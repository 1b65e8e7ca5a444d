"""Which models and prompts an initiative uses, and exactly which versions."""

from typing import Annotated

from pilotgate.shapes.base import PILOT, PRODUCTION, Many, Section, Shape, about
from pilotgate.shapes.types import Boolean, Id, Licence, Path, Ref, Sha256, String, Words


class Training(Section):
    code_ref: Path | None = about("The code that trains it.", "training/train.py", PRODUCTION)
    data_version: String | None = about(
        "The version of the data it was trained on.", '"2026-08"', PRODUCTION
    )


class Model(Shape):
    id: Id | None = about("A short name that stays.", "triage", PILOT)
    kind: (
        Annotated[
            str,
            Words(
                {
                    "llm": "A language model that writes text.",
                    "rag": "A language model that answers from documents.",
                    "classical": "Regression, trees and the like.",
                    "deep": "A neural network of your own.",
                    "vision": "Sees images or video.",
                    "speech": "Hears or speaks.",
                    "agentic": "Acts with tools, step by step.",
                    "rules": "Fixed rules, nothing learned.",
                }
            ),
        ]
        | None
    ) = about("What sort of model it is.", "classical", PILOT)
    provider: String | None = about("Who makes it, if not you.", "Mistral AI", PILOT)
    vendor: String | None = about("The id of the vendor it is bought from.", "llm-host", PILOT)
    version: String | None = about(
        "Its exact version; latest and the like are none.", '"1.4.2"', PILOT
    )
    hash: Sha256 | None = about(
        "The sha256 of the file, for models of your own.",
        "sha256:9b74c9897bac770ffc029102a200c5de9b74c9897bac770ffc029102a200c5de",
        PILOT,
    )
    licence: Licence | None = about("Its licence.", "Apache-2.0", PILOT)
    card: Path | None = about("Its model card.", "models/triage/README.md", PILOT)
    hosting: (
        Annotated[
            str,
            Words({"self": "You run it.", "vendor": "Somebody else runs it."}),
        ]
        | None
    ) = about("Who runs it.", "self", PILOT)
    learned: (
        Annotated[
            str,
            Words(
                {
                    "trained-by-us": "You trained it.",
                    "fine-tuned": "You trained somebody else's model further.",
                    "pretrained": "You use it as it came.",
                    "none": "Nothing is learned.",
                }
            ),
        ]
        | None
    ) = about("Where what it knows comes from.", "trained-by-us", PILOT)
    retrieval: Boolean | None = about(
        "Does it answer from an index or from documents?", "false", PILOT
    )
    training: Training | None = about("How it was trained.", None, PRODUCTION)
    tools: Many[String] | None = about("The tools an agent may use.", "[search-invoices]", PILOT)


class Prompts(Section):
    registry: Path | None = about("Where the prompts are kept.", "prompts/registry.yaml", PILOT)
    owner: Ref | None = about("Who may change them.", "user:default/ben.t", PILOT)
    version: String | None = about("Their version.", '"2027-01-12.1"', PILOT)
    tests: Path | None = about("The tests that run when one changes.", "prompts/tests.yaml", PILOT)


class Bom(Section):
    path: Path | None = about(
        "The list of parts: CycloneDX 1.5 or later, with the models.", "bom.cdx.json", PRODUCTION
    )
    signature: Path | None = about("The signature of the list of parts.", "bom.cdx.json.sig", PILOT)
