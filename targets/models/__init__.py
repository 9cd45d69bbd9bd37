from targets.models.demonstration import Demonstration
from targets.models.documents import Document, Section
from targets.models.evidence import Evidence
from targets.models.ledger import EntryEvent, ProgressEntry
from targets.models.places import Area, Duty, Office, Village
from targets.models.plan import Plan, PlanVersion
from targets.models.shares import Allocation
from targets.models.steps import Step
from targets.models.targets import Target
from targets.models.wall import WallLink

__all__ = [
    "Allocation",
    "Area",
    "Demonstration",
    "Document",
    "Duty",
    "EntryEvent",
    "Evidence",
    "Office",
    "Plan",
    "PlanVersion",
    "ProgressEntry",
    "Section",
    "Step",
    "Target",
    "Village",
    "WallLink",
]
